import { type Word, contentWords } from '../language/words.js';

/** A sentence that may become a bullet. */
export interface Candidate {
  readonly text: string;
  /** Opens a paragraph or is a list entry: writers put what counts there. */
  readonly leads: boolean;
}

interface Ranked {
  readonly keys: ReadonlySet<string>;
  readonly score: number;
}

/** The share of the words of two sentences from which on the second says nothing new. */
const SAME = 0.8;
/** How much of what is already said counts against a sentence. */
const REDUNDANCY = 0.6;

const CONCLUSION =
  /总之|总体|综上|因此|所以|决定|结论|结果|关键|重要|主要|核心|必须|务必|截止|预计|目标|计划|负责|同意|通过了|问题|风险|建议|要求/u;
const CONCLUSION_EN =
  /\b(?:in (?:summary|short|conclusion)|overall|therefore|as a result|decided|agreed|concluded|conclusion|must|deadline|due|key|important|main|goal|plan|risk|recommend|expects?|will|responsible|owner)\b/i;
const COURTESY =
  /^(?:大家好|各位|你好|您好|谢谢|感谢|辛苦|此致|敬礼|祝好|收到|好的|hi\b|hello\b|dear\b|thanks\b|thank you\b|best regards|kind regards|regards\b|cheers\b|sincerely|ok\b)/iu;

/**
 * The numbers of the most telling candidates, at most `max`, in the order of the text. A sentence counts
 * by how central its words are to the text, by where it stands and by what marks it (figures, conclusions);
 * one that repeats a chosen one is left behind (maximal marginal relevance, Carbonell and Goldstein, 1998).
 * @param titleWords words of the headings, which say what the text is about
 */
export function mostTelling(
  candidates: readonly Candidate[],
  max: number,
  titleWords: readonly Word[],
): number[] {
  const ranked = rank(candidates, new Set(titleWords.map((word) => word.key)));
  const overlap = candidates.map(() => 0);
  const open = new Set(candidates.keys());
  const chosen: number[] = [];
  while (chosen.length < max) {
    const best = bestOf(open, ranked, overlap);
    if (best === undefined) break;
    open.delete(best);
    chosen.push(best);
    for (const other of open) {
      overlap[other] = Math.max(overlap[other] ?? 0, similarity(ranked[best], ranked[other]));
      if ((overlap[other] ?? 0) >= SAME) open.delete(other);
    }
  }
  return chosen.toSorted((a, b) => a - b);
}

function bestOf(
  open: ReadonlySet<number>,
  ranked: readonly Ranked[],
  overlap: readonly number[],
): number | undefined {
  let best: number | undefined;
  let bestScore = -Infinity;
  for (const index of open) {
    const score = (ranked[index]?.score ?? 0) - REDUNDANCY * (overlap[index] ?? 0);
    if (score <= bestScore) continue;
    best = index;
    bestScore = score;
  }
  return best;
}

function rank(candidates: readonly Candidate[], title: ReadonlySet<string>): Ranked[] {
  const keys = candidates.map(({ text }) => new Set(contentWords(text).map((word) => word.key)));
  const holders = new Map<string, number>();
  for (const set of keys) for (const key of set) holders.set(key, (holders.get(key) ?? 0) + 1);

  const weight = (key: string): number => Math.log2(1 + (holders.get(key) ?? 0)) * (title.has(key) ? 1.5 : 1);
  const central = keys.map(
    (set) => set.values().reduce((sum, key) => sum + weight(key), 0) / Math.sqrt(set.size + 6),
  );
  const most = Math.max(1e-9, ...central);
  return candidates.map((candidate, index) => ({
    keys: keys[index] ?? new Set(),
    score: (central[index] ?? 0) / most + prior(candidate, index, keys[index]?.size ?? 0),
  }));
}

/** What place and form say about a sentence before its words are looked at. */
function prior({ text, leads }: Candidate, index: number, words: number): number {
  let score = 0;
  if (index === 0) score += 0.25;
  if (leads) score += 0.1;
  if (/\d|[一二三四五六七八九十百]{2}/u.test(text)) score += 0.15;
  if (CONCLUSION.test(text) || CONCLUSION_EN.test(text)) score += 0.2;
  if (/[?？]$/.test(text)) score -= 0.2;
  if (words < 3) score -= 0.3;
  if (COURTESY.test(text)) score -= 0.8;
  return score;
}

/** Shared words by the geometric mean of both counts: 1 for the same words, 0 for none in common. */
function similarity(a: Ranked | undefined, b: Ranked | undefined): number {
  if (a === undefined || b === undefined || a.keys.size === 0 || b.keys.size === 0) return 0;
  return a.keys.intersection(b.keys).size / Math.sqrt(a.keys.size * b.keys.size);
}

/** A greeting or a closing formula, which no summary needs. */
export function isCourtesy(text: string): boolean {
  return COURTESY.test(text) && text.length <= 24;
}
