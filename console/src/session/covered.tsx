import { type ReactNode, useLayoutEffect, useRef } from 'react';
import './covered.css';

interface CoveredProps {
  readonly when: boolean;
  readonly children: ReactNode;
}

/** Keeps what is in it as it is, but unseen and out of reach for the time; the focus comes back to where it was. */
export function Covered({ when, children }: CoveredProps) {
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (when) focused.current = document.activeElement;
    else if (focused.current instanceof HTMLElement) focused.current.focus({ preventScroll: true });
  }, [when]);
  return (
    <div className={when ? 'covered' : undefined} inert={when}>
      {children}
    </div>
  );
}
