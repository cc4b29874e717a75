import type { ReactNode } from 'react';
import './badge.css';

export type Tone = 'neutral' | 'good' | 'bad' | 'warn' | 'info' | 'accent';

interface BadgeProps {
  readonly tone?: Tone;
  readonly title?: string | undefined;
  readonly children: ReactNode;
}

/** A word that tells a state; the colour only repeats it. */
export function Badge({ tone = 'neutral', title, children }: BadgeProps) {
  return (
    <span className={`badge badge-${tone}`} title={title}>
      {children}
    </span>
  );
}
