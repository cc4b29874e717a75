import { describe, expect, it } from 'vitest';
import { compactJson } from './compact-json.js';

const TARGETING = {
  if: [{ in: [{ var: 'appVersion' }, ['1.4.0', '1.4.1', '1.4.2']] }, 'on', { var: 'locale' }],
  metadata: {},
};

describe('JSON as people write it', () => {
  it('keeps on a line what fits on one', () => {
    expect(compactJson({ a: [1, 'b', null], c: {} })).toBe('{ "a": [1, "b", null], "c": {} }');
    expect(compactJson(TARGETING)).toBe(
      [
        '{',
        '  "if": [',
        '    {',
        '      "in": [{ "var": "appVersion" }, ["1.4.0", "1.4.1", "1.4.2"]]',
        '    },',
        '    "on",',
        '    { "var": "locale" }',
        '  ],',
        '  "metadata": {}',
        '}',
      ].join('\n'),
    );
  });

  it('is the same JSON', () => {
    expect(JSON.parse(compactJson(TARGETING))).toEqual(TARGETING);
  });
});
