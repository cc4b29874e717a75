import fc from 'fast-check';

/** Text of all of Unicode, and of UTF-16 that is none: halves of pairs, as a model's pieces may be cut. */
export function anyText(maxLength = 40): fc.Arbitrary<string> {
  const units = fc.array(fc.nat(0xffff), { maxLength }).map((codes) => String.fromCharCode(...codes));
  const emoji = fc.string({
    unit: fc.constantFrom('😀', '𠮷', '\ud83d', '\ude00', 'é', '\u2028'),
    maxLength,
  });
  const lines = fc.string({
    unit: fc.constantFrom('\n', '\r', ':', 'i', 'd', ' ', '\\', '"', '\0'),
    maxLength,
  });
  return fc.oneof(fc.string({ unit: 'binary', maxLength }), units, emoji, lines);
}
