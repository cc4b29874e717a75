import { useEffect } from 'react';

interface Ways {
  readonly previous: string | null;
  readonly next: string | null;
  readonly all: string;
  readonly go: (address: string) => void;
}

/** Arrows, and for hands that stay on the keys: k and j. */
const WAYS: Readonly<Record<string, 'previous' | 'next' | 'all'>> = {
  ArrowLeft: 'previous',
  k: 'previous',
  ArrowRight: 'next',
  j: 'next',
  Escape: 'all',
};

/** Goes through the pairs by keyboard, but not while somebody types, chooses, or asks the browser for something. */
export function usePairKeys({ previous, next, all, go }: Ways): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const way = WAYS[event.key];
      if (way === undefined || isMeantOtherwise(event)) return;
      const address = { previous, next, all }[way];
      if (address === null) return;
      event.preventDefault();
      go(address);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [previous, next, all, go]);
}

const OWN_KEYS = 'input, select, textarea, dialog, [role="tablist"], [role="region"][tabindex]';

function isMeantOtherwise({
  altKey,
  ctrlKey,
  metaKey,
  shiftKey,
  target,
  defaultPrevented,
}: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey || shiftKey || defaultPrevented) return true;
  return target instanceof Element && target.closest(OWN_KEYS) !== null;
}
