/**
 * A word; where words are written without spaces between them, a character; and any sign that is no punctuation.
 */
const TOKEN =
  /(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}])+|[^\s\p{P}]/gu;

/**
 * How much of two texts is the same, from 0 to 1: the share of tokens, and of pairs of neighbouring tokens, that both
 * have (the coefficient of Sørensen and Dice). Single tokens make it fair to short texts, the pairs to their order.
 * Letter case, punctuation and spaces do not count. Symmetric, and in linear time, unlike the length of a diff.
 */
export function similarity(one: string, other: string): number {
  if (one === other) return 1;
  const [first, second] = [featuresOf(one), featuresOf(other)];
  const total = first.length + second.length;
  // Nothing but punctuation, and not the same.
  if (total === 0) return 0;
  return (2 * common(first, second)) / total;
}

function featuresOf(text: string): string[] {
  const tokens = text.normalize('NFKC').toLowerCase().match(TOKEN) ?? [];
  const pairs = tokens.slice(1).map((token, index) => `${tokens[index]} ${token}`);
  return [...tokens, ...pairs];
}

/** Each as often as both have it. */
function common(first: readonly string[], second: readonly string[]): number {
  const left = new Map<string, number>();
  for (const feature of first) left.set(feature, (left.get(feature) ?? 0) + 1);
  let count = 0;
  for (const feature of second) {
    const rest = left.get(feature) ?? 0;
    if (rest === 0) continue;
    left.set(feature, rest - 1);
    count += 1;
  }
  return count;
}
