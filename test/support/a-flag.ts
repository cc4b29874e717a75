import type { Flag } from '../../src/config/flag.js';

/** A flag of which a test tells only what it is about. */
export function aFlag(parts: Partial<Flag> = {}): Flag {
  return {
    key: 'a_flag',
    type: 'boolean',
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    targeting: null,
    client: false,
    effect: null,
    description: null,
    metadata: {},
    ...parts,
  };
}
