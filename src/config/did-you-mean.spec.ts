import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from './did-you-mean.js';

describe('nearest', () => {
  it.each([
    ['system_promt', ['model', 'system_prompt'], 'system_prompt'],
    ['SUMMARIZE', ['summarize', 'support'], 'summarize'],
    ['production', ['dev', 'staging', 'prod'], 'prod'],
    ['development', ['dev', 'staging', 'prod'], 'dev'],
    ['summarize_v3', ['summarize_v1', 'summarize_v2'], 'summarize_v1'],
    ['wran', ['info', 'warn'], 'warn'],
    ['abc', ['abd', 'xyz'], 'abd'],
    ['abc', ['axy'], undefined],
    ['temp', ['temperature', 'top_p'], 'temperature'],
    ['xyz', ['model', 'system_prompt'], undefined],
    ['', ['dev'], undefined],
  ])('%s among %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });
});

describe('nearest among names that can be read only once', () => {
  it('looks at them for both rules', () => {
    expect(nearest('production', new Map([['prod', 1]]).keys())).toBe('prod');
  });
});

describe('didYouMean', () => {
  it('ends a message, or adds nothing', () => {
    expect(didYouMean('strange', ['prod'])).toBe('');
    expect(didYouMean('prods', ['prod'])).toBe(' (did you mean "prod"?)');
  });
});
