import { newId } from '../../src/common/ids.js';
import type { ConfigChange } from '../../src/config/changes/config-change.js';

/** The first change of a route, of which a test tells only what it is about. */
export function aChange(parts: Partial<ConfigChange> = {}): ConfigChange {
  return {
    id: newId(),
    environment: 'prod',
    kind: 'route',
    key: 'summarize',
    version: 1,
    action: 'set',
    value: { profile: 'summarize_v2' },
    before: { profile: 'summarize_v1' },
    after: { profile: 'summarize_v2' },
    restores: null,
    reason: 'shorter answers',
    by: 'u_operator',
    at: Date.UTC(2026, 0, 2),
    evidence: null,
    ...parts,
  };
}
