import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { goToHeading } from '../layout/use-heading-focus.js';
import './covered.css';

interface CoveredProps {
  readonly when: boolean;
  readonly children: ReactNode;
}

/**
 * Keeps what is in it as it is, but unseen and out of reach for the time. The focus comes back to where it was, or to the
 * heading where that can have it no more.
 */
export function Covered({ when, children }: CoveredProps) {
  const cover = useRef<HTMLDivElement>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (when) {
      focused.current = document.activeElement;
      return undefined;
    }
    const before = focused.current;
    focused.current = null;
    if (before === null || takesFocus(before)) return undefined;
    const place = cover.current?.querySelector<HTMLElement>('dialog[open]') ?? mainOf(cover.current);
    return place === null ? undefined : goToHeading(place);
  }, [when]);
  return (
    <div ref={cover} className={when ? 'covered' : undefined} inert={when}>
      {children}
    </div>
  );
}

/** Not where it is gone, or disabled; and the body is where the focus falls when its element is. */
function takesFocus(element: Element): boolean {
  if (!(element instanceof HTMLElement) || element === document.body) return false;
  element.focus({ preventScroll: true });
  return document.activeElement === element;
}

function mainOf(cover: HTMLElement | null): HTMLElement | null {
  return cover?.querySelector('main') ?? null;
}
