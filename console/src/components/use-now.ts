import { useSyncExternalStore } from 'react';

const TICK_MS = 5000;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    listener();
  }, TICK_MS);
  return () => clearInterval(timer);
}

/** The time, told anew every few seconds. Milliseconds since the Unix epoch. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
