import { splitSentences } from '../../common/text/sentences.js';
import { ReadableLetters, weightOf } from './readable-letters.js';
import { RollingShingle, SHINGLE } from './shingles.js';

/** Letters of a leak at the least; a prompt that has fewer is found by its mark alone. */
const FEWEST = 120;
/** The part of a prompt that makes a leak: what it tells the model to say is less. */
const LARGE_PART = 0.5;
/** Sentences of a prompt's beginning that make a leak: who the model is, is never what it shall say. */
const OPENING_SENTENCES = 2;
/** Letters of such a beginning at the least. */
const FEWEST_OF_OPENING = 80;
/** Letters of a beginning that may lack: its first one may be told by the step to it alone. */
const LACKING = 3;

/**
 * A prompt as it is searched for in answers: its letters, whatever stands between them. They count as many times as
 * letters of an alphabet would say the same.
 */
export class PromptText {
  /** What each letter counts. */
  readonly weights: Float64Array;
  /** What makes a leak; `Infinity` for a prompt that is too short to tell it from other words. */
  readonly leak: number;
  /** Letters of the prompt's beginning. */
  readonly openingEnd: number;
  /** What of the beginning makes a leak; `Infinity` when the prompt has no more than that. */
  readonly opening: number;
  /** Places in all readings, one behind the other: which letter of the prompt stands there. */
  private readonly letterAt: Int32Array;
  /** The last place at which a shingle begins, by its hash, and for each place the one before it with the same. */
  private readonly lastPlace = new Map<number, number>();
  private readonly placeBefore: Int32Array;

  constructor(prompt: string) {
    const written = lettersIn(prompt);
    this.weights = Float64Array.from(written, ({ letter }) => weightOf(letter));
    const whole = sum(this.weights);
    this.leak = whole < FEWEST ? Infinity : Math.max(FEWEST, Math.ceil(whole * LARGE_PART));
    this.openingEnd = openingEnd(prompt, this.weights);
    const opening = sum(this.weights.subarray(0, this.openingEnd));
    this.opening = this.openingEnd < written.length ? opening - LACKING : Infinity;
    const readings = this.leak === Infinity ? [] : readingsOf(written);
    this.letterAt = Int32Array.from(readings.flat());
    this.placeBefore = new Int32Array(this.letterAt.length).fill(-1);
    let begin = 0;
    for (const reading of readings) {
      this.addReading(
        reading.map((at) => written[at]?.letter ?? 0),
        begin,
      );
      begin += reading.length;
    }
  }

  has(hash: number): boolean {
    return this.lastPlace.has(hash);
  }

  /** The letters of the prompt that a shingle tells, by their numbers; some may come more than once. */
  *lettersOf(hash: number): Iterable<number> {
    for (let place = this.lastPlace.get(hash) ?? -1; place >= 0; place = this.placeBefore[place] ?? -1) {
      yield* this.letterAt.subarray(place, place + SHINGLE);
    }
  }

  private addReading(letters: readonly number[], begin: number): void {
    const shingle = new RollingShingle();
    for (const [at, letter] of letters.entries()) {
      const hash = shingle.push(letter);
      if (hash === undefined) continue;
      const place = begin + at + 1 - SHINGLE;
      this.placeBefore[place] = this.lastPlace.get(hash) ?? -1;
      this.lastPlace.set(hash, place);
    }
  }
}

interface WrittenLetter {
  readonly letter: number;
  readonly isDigit: boolean;
  readonly word: number;
}

function lettersIn(text: string): WrittenLetter[] {
  const written: WrittenLetter[] = [];
  let word = 0;
  const reader = new ReadableLetters({
    letter: (letter, _, isDigit) => written.push({ letter, isDigit, word }),
    wordEnd: () => (word += 1),
  });
  let before = '';
  for (const character of text) {
    reader.read(character.codePointAt(0) ?? 0, 0);
    // Words of Chinese cannot be told; what stands between two marks is as good as one.
    if (!/[\p{L}\p{N}\p{M}\p{DI}]/u.test(character) && /\p{L}/u.test(before)) word += 1;
    before = character;
  }
  reader.endWord();
  return written;
}

/**
 * The orders in which a prompt may be said, each as the numbers of its letters: forwards, backwards, its words
 * backwards, the letters of every word backwards, and what `WordsAlone` makes of it.
 */
function readingsOf(written: readonly WrittenLetter[]): number[][] {
  const forwards = [...written.keys()];
  const words = Map.groupBy(forwards, (at) => written[at]?.word);
  const wordsBackwards = [...words.values()].toReversed().flat();
  const alone = [...words.values()].flatMap((word) => {
    const letters = word.filter((at) => written[at]?.isDigit === false);
    return letters.length > 1 || letters.some((at) => (written[at]?.letter ?? 0) > 25) ? letters : [];
  });
  return [forwards, forwards.toReversed(), wordsBackwards, wordsBackwards.toReversed(), alone];
}

/** How many letters a prompt's beginning has. */
function openingEnd(prompt: string, weights: Float64Array): number {
  const sentences = splitSentences(prompt)
    .map((sentence) => lettersIn(sentence).length)
    .filter((length) => length > 0);
  let end = sentences.slice(0, OPENING_SENTENCES).reduce((all, each) => all + each, 0);
  let weight = sum(weights.subarray(0, end));
  while (weight < FEWEST_OF_OPENING && end < weights.length) {
    weight += weights[end] ?? 0;
    end += 1;
  }
  return end;
}

function sum(weights: Float64Array): number {
  return weights.reduce((all, each) => all + each, 0);
}
