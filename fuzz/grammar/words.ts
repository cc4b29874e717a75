import * as fc from 'fast-check';

/** Strings that have been somebody's bug. */
export const HOSTILE_STRINGS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\u200b\u202e\ufeff',
  '\ud800',
  'a\udc00b',
  '😀'.repeat(50),
  'e\u0301'.repeat(40),
  '%00',
  '%zz',
  '%',
  '..',
  '../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '/',
  '\\',
  "' OR 1=1 --",
  '"; DROP TABLE traces; --',
  '${jndi:ldap://x}',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'null',
  '-1',
  '1e999',
  '9007199254740993',
  '0x10',
  '2026-02-30',
  '\r\nx-injected: 1',
  'data: x\n\nevent: done',
  '“”‘’…—',
  '١٢٣',
  'x'.repeat(129),
  'x'.repeat(9000),
];

/** Values that are seldom what a field wants. */
export const HOSTILE_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1.5,
  1e21,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[]],
  [null],
  { length: 5 },
  { toString: null },
  { valueOf: 1, constructor: {} },
  nested(12),
  nested(40),
  Array(300).fill(0),
  ...HOSTILE_STRINGS,
];

export const hostileString = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...HOSTILE_STRINGS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }) },
  );

/** A traceId: now one that others use too, so that asks are joined and conflict, now a new one. */
export const traceId = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.nat(30).map((n) => `t-${n}`) },
    { weight: 2, arbitrary: fc.stringMatching(/^[a-z0-9]{12}$/) },
  );

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}
