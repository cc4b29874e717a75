import type { ConfigChange } from '../../src/config/changes/config-change.js';

/** A change of which a test tells only what it is about: the first one, by an operator, of the route of `summarize`. */
export function aChange(parts: Partial<ConfigChange> = {}): ConfigChange {
  const { kind = 'route', key = 'summarize', version = 1, value = { profile: 'summarize_v2' } } = parts;
  return {
    id: `${kind}-${key}-${version}`,
    kind,
    key,
    environment: 'dev',
    version,
    action: value === null ? 'clear' : 'set',
    value,
    before: null,
    after: value,
    restores: null,
    reason: 'A test wants it.',
    by: 'op_1',
    at: Date.UTC(2026, 0, 1),
    evidence: null,
    ...parts,
  };
}
