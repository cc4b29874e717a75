import { describe, expect, it } from 'vitest';
import type { FlagRule } from '../../api/flag-types.js';
import { draftOf, ruleOf, targetingFaultOf } from './flag-draft.js';

const RULE: FlagRule = {
  state: 'ENABLED',
  defaultVariant: 'off',
  targeting: { if: [{ '==': [{ var: 'targetingKey' }, 'u_1'] }, 'on'] },
};

describe('the draft of a flag', () => {
  it.each<FlagRule>([RULE, { state: 'DISABLED', defaultVariant: null, targeting: null }])(
    'asks for the rule that it is of: %j',
    (rule) => {
      expect(ruleOf(draftOf(rule))).toEqual(rule);
    },
  );

  it('asks for nothing while its targeting cannot be read', () => {
    const draft = { ...draftOf(RULE), targeting: '{' };
    expect(ruleOf(draft)).toBeUndefined();
    expect(targetingFaultOf(draft)?.kind).toBe('syntax');
  });
});
