import type { Behaviour } from './fake-openclaw/index.js';

export interface Halves {
  readonly behaviour: Behaviour;
  /** The second half comes. */
  readonly goOn: () => void;
}

/** An answer whose second half comes when it is wanted. */
export function halves(first: string, second: string): Halves {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* text(): AsyncGenerator<string> {
    yield first;
    await promise;
    yield second;
  }
  return { behaviour: { kind: 'answer', text: text() }, goOn: resolve };
}
