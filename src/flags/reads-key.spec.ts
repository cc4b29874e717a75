import { describe, expect, it } from 'vitest';
import { readsKey } from './reads-key.js';

describe('a rule', () => {
  it.each([
    { var: 'intent' },
    { var: ['intent', 'none'] },
    { if: [{ in: [{ var: 'intent' }, ['summarize']] }, 'on'] },
    { fractional: [{ cat: [{ var: 'targetingKey' }, { var: 'intent' }] }, ['on', 1]] },
    { if: [{ missing: ['intent'] }, 'on'] },
    { missing: 'intent' },
    { missing_some: [1, ['appVersion', 'intent']] },
    { var: '' },
    { var: [] },
    { var: { cat: ['int', 'ent'] } },
    { var: null },
  ])('looks at a key, or may: %j', (targeting) => {
    expect(readsKey(targeting, 'intent')).toBe(true);
  });

  it.each([
    null,
    {},
    { if: [{ '===': [{ var: 'targetingKey' }, 'intent'] }, 'intent'] },
    { if: [{ sem_ver: [{ var: 'appVersion' }, '>=', '1.4.0'] }, 'on', 'off'] },
    { if: [{ missing: ['appVersion'] }, 'on'] },
    {
      fractional: [
        ['on', 10],
        ['off', 90],
      ],
    },
  ])('does not: %j', (targeting) => {
    expect(readsKey(targeting, 'intent')).toBe(false);
  });
});
