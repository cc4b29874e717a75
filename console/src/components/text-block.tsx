import type { ReactNode } from 'react';
import './text-block.css';

interface TextBlockProps {
  readonly children: ReactNode;
  readonly kind?: 'plain' | 'mono' | 'answer';
}

/** A text as it is, line by line: never as HTML, whatever it looks like. */
export function TextBlock({ children, kind = 'plain' }: TextBlockProps) {
  return <div className={`text-block text-block-${kind}`}>{children}</div>;
}

/** @param value something that came as JSON */
export function JsonBlock({ value, label }: { readonly value: unknown; readonly label: string }) {
  return (
    // Longer ones are scrolled, by keyboard too.
    <section className="json-block" tabIndex={0} aria-label={label}>
      <pre className="text-block text-block-mono">{JSON.stringify(value, null, 2)}</pre>
    </section>
  );
}
