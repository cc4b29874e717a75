/**
 * Letters of a mark that give it away. Ten letters in the same order, or with the same steps between them, do
 * not come about by chance: one in 10^11 places of a text has them.
 */
export const WINDOW = 10;

const ALPHABET = 26;
const LETTER_A = 0x61;
/** Steps of which a beginning at least consists; fewer are found in every text. */
const FEWEST_STEPS = 2;

/**
 * A mark as it may be spelled. Letters are compared by the steps from one to the next in the alphabet, which
 * every shift of it, such as rot13, leaves as they are; forwards and backwards, and the same in the mirrored
 * alphabet (atbash).
 */
export class MarkPatterns {
  /** The letters of the mark, 0 to 25. */
  readonly letters: readonly number[];
  /** Steps of every part of the mark, each as a number to the base 26, by how many there are. */
  private readonly parts: readonly ReadonlySet<number>[];

  /** @param mark lower-case letters a to z, at least `WINDOW` of them */
  constructor(mark: string) {
    this.letters = Array.from(mark, (letter) => letter.charCodeAt(0) - LETTER_A);
    const steps = stepsOf(this.letters);
    const backwards = stepsOf(this.letters.toReversed());
    const spellings = [steps, backwards, mirrored(steps), mirrored(backwards)];
    this.parts = Array.from({ length: WINDOW }, (_, length) => partsOf(spellings, length));
  }

  /** @param code of the last `WINDOW - 1` steps */
  isMark(code: number): boolean {
    return this.parts[WINDOW - 1]?.has(code) === true;
  }

  /** How many of the last letters may be a part of the mark that goes on; 0 for too few to tell. */
  lettersOfPart(code: number, lettersRead: number): number {
    for (let steps = Math.min(WINDOW - 1, lettersRead - 1); steps >= FEWEST_STEPS; steps -= 1) {
      if (this.parts[steps]?.has(code % ALPHABET ** steps) === true) return steps + 1;
    }
    return 0;
  }
}

/** The code of the last steps with one more behind them. */
export function nextCode(code: number, from: number, to: number): number {
  return (code % ALPHABET ** (WINDOW - 2)) * ALPHABET + step(from, to);
}

function step(from: number, to: number): number {
  return (to - from + ALPHABET) % ALPHABET;
}

function stepsOf(letters: readonly number[]): number[] {
  return letters.slice(1).map((letter, at) => step(letters[at] ?? 0, letter));
}

function mirrored(steps: readonly number[]): number[] {
  return steps.map((each) => (ALPHABET - each) % ALPHABET);
}

function partsOf(spellings: readonly (readonly number[])[], length: number): Set<number> {
  const parts = new Set<number>();
  for (const steps of spellings) {
    for (let from = 0; from + length <= steps.length; from += 1) {
      parts.add(steps.slice(from, from + length).reduce((code, each) => code * ALPHABET + each, 0));
    }
  }
  return parts;
}
