/**
 * Letters of a mark that give it away. Ten letters in the same order, or with the same steps between them, do
 * not come about by chance: one in 10^11 places of a text has them.
 */
export const WINDOW = 10;

const ALPHABET = 26;
const LETTER_A = 0x61;
/** Steps of which a beginning at least consists; fewer are found in every text. */
const FEWEST_STEPS = 2;
/** Powers of the alphabet's size, up to that of as many steps as there are in a window. */
const POWERS = Array.from({ length: WINDOW }, (_, steps) => ALPHABET ** steps);
const FEWEST_CODES = ALPHABET ** FEWEST_STEPS;

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
  /** The shortest of them, for a look at every letter that costs next to nothing. */
  private readonly shortest = new Uint8Array(FEWEST_CODES);

  /** @param mark lower-case letters a to z, at least `WINDOW` of them */
  constructor(mark: string) {
    this.letters = Array.from(mark, (letter) => letter.charCodeAt(0) - LETTER_A);
    const steps = stepsOf(this.letters);
    const backwards = stepsOf(this.letters.toReversed());
    const spellings = [steps, backwards, mirrored(steps), mirrored(backwards)];
    this.parts = POWERS.map((_, length) => partsOf(spellings, length));
    for (const code of this.parts[FEWEST_STEPS] ?? []) this.shortest[code] = 1;
  }

  /** Whether these two steps, one behind the other, are a part of the mark: else nothing longer is that ends with them. */
  mayBePart(before: number, last: number): boolean {
    return this.shortest[before * ALPHABET + last] === 1;
  }

  /**
   * How many of the last letters are a part of the mark; 0 for too few to tell.
   * @param stepsBack the step to the last letter, to the one before it and so on, as far as there are any
   */
  lettersOfPart(stepsBack: readonly number[]): number {
    let code = 0;
    let letters = 0;
    for (const [index, each] of stepsBack.slice(0, WINDOW - 1).entries()) {
      code += each * (POWERS[index] ?? 0);
      if (index + 1 < FEWEST_STEPS) continue;
      if (this.parts[index + 1]?.has(code) !== true) break;
      letters = index + 2;
    }
    return letters;
  }
}

/** From one letter to the next, around the alphabet's end. */
export function step(from: number, to: number): number {
  return to >= from ? to - from : to - from + ALPHABET;
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
