import { splitSentences } from '../../common/text/sentences.js';
import { isIdeograph } from './letters.js';

/** Letters and digits that are compared at once; a text repeats fewer by chance. */
const SHINGLE = 12;
/** Letters and digits of a leak at the least; a prompt that has fewer is found by its mark alone. */
const FEWEST = 120;
/** The part of a prompt that makes a leak: what it tells the model to say is less. */
const LARGE_PART = 0.6;
/** Sentences of a prompt's beginning that make a leak: who the model is, is never what it shall say. */
const OPENING_SENTENCES = 3;
/** Letters and digits of one unbroken quotation from which on it is not shown before it has ended. */
const LONG_QUOTATION = 24;
/** The part of a leak from which on nothing more is shown before the answer's end. */
const SUSPICIOUS = 0.5;

/** A prompt as it is searched for in answers, whatever stands between its letters and digits. */
export class PromptText {
  /** Places of the prompt at which a shingle stands, by its hash. */
  readonly places: ReadonlyMap<number, readonly number[]>;
  /** Letters and digits. */
  readonly length: number;
  /** Letters and digits of its first sentences; `Infinity` when it has no more than these. */
  readonly opening: number;

  constructor(prompt: string) {
    const text = readable(prompt);
    this.length = text.length;
    this.places = placesIn(text);
    this.opening = openingOf(prompt);
  }

  /** Letters and digits that make a leak; `Infinity` for a prompt that is too short to tell it from other words. */
  get leak(): number {
    return this.length < FEWEST ? Infinity : Math.max(FEWEST, Math.ceil(this.length * LARGE_PART));
  }
}

/** How much of a prompt a text has repeated so far. */
export class Quotation {
  private readonly shingle = new RollingShingle();
  /** Where the last characters begin in the text, by their number modulo `SHINGLE`. */
  private readonly begins = new Float64Array(SHINGLE);
  private readonly seen: Set<number>;
  private readonly covered: Uint8Array;
  private count = 0;
  private opening = 0;
  private run = 0;
  private runBegin = 0;
  private suspectFrom = Infinity;

  /** @param known what this has read tells nobody anything new */
  constructor(
    private readonly prompt: PromptText,
    known?: Quotation,
  ) {
    this.covered = known?.covered.slice() ?? new Uint8Array(prompt.length);
    this.seen = new Set(known?.seen);
  }

  /** @returns whether the text has repeated so much that it gives the prompt away */
  read(codePoint: number, at: number): boolean {
    if (this.prompt.leak === Infinity) return false;
    const character = readableCharacter(codePoint);
    if (character === '') return false;
    for (let unit = 0; unit < character.length; unit += 1) this.readUnit(character.charCodeAt(unit), at);
    if (this.suspectFrom === Infinity && this.count >= this.prompt.leak * SUSPICIOUS) this.suspectFrom = at;
    return this.count >= this.prompt.leak || this.opening >= this.prompt.opening;
  }

  /** From where on the text has to wait. */
  heldFrom(): number {
    return Math.min(this.suspectFrom, this.run >= LONG_QUOTATION ? this.runBegin : Infinity);
  }

  private readUnit(unit: number, at: number): void {
    this.begins[this.shingle.units % SHINGLE] = at;
    const hash = this.shingle.push(unit);
    const places = this.shingle.units < SHINGLE ? undefined : this.prompt.places.get(hash);
    if (places === undefined) {
      this.run = 0;
      return;
    }
    // The place of the oldest is that of the next one.
    if (this.run === 0) this.runBegin = this.begins[this.shingle.units % SHINGLE] ?? at;
    this.run = this.run === 0 ? SHINGLE : this.run + 1;
    if (this.seen.has(hash)) return;
    this.seen.add(hash);
    for (const place of places) this.cover(place);
  }

  private cover(place: number): void {
    for (let at = place; at < place + SHINGLE; at += 1) {
      if (this.covered[at] === 1) continue;
      this.covered[at] = 1;
      this.count += 1;
      if (at < this.prompt.opening) this.opening += 1;
    }
  }
}

/**
 * The hash of the last characters of a text, which costs the same for each (Rabin and Karp). Two shingles in 2^32
 * have the same by chance, of which a leak would take many.
 */
class RollingShingle {
  units = 0;
  private hash = 0;
  private readonly last = new Uint16Array(SHINGLE);

  push(unit: number): number {
    const place = this.units % SHINGLE;
    const dropped = Math.imul(this.last[place] ?? 0, BASE_OF_DROPPED);
    this.last[place] = unit;
    this.units += 1;
    this.hash = (Math.imul(this.hash, BASE) + unit - dropped) | 0;
    return this.hash;
  }
}

const BASE = 0x01_00_01_93;
const BASE_OF_DROPPED = Array.from({ length: SHINGLE }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** Letters and digits in one case and width, and nothing else. */
function readable(text: string): string {
  let read = '';
  for (const character of text) read += readableCharacter(character.codePointAt(0) ?? 0);
  return read;
}

const ASCII = Array.from({ length: 0x80 }, (_, code) => folded(code));

function readableCharacter(codePoint: number): string {
  return ASCII[codePoint] ?? (isIdeograph(codePoint) ? String.fromCharCode(codePoint) : folded(codePoint));
}

function folded(codePoint: number): string {
  return String.fromCodePoint(codePoint)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function placesIn(text: string): Map<number, number[]> {
  const places = new Map<number, number[]>();
  const shingle = new RollingShingle();
  for (let at = 0; at < text.length; at += 1) {
    const hash = shingle.push(text.charCodeAt(at));
    const begin = at + 1 - SHINGLE;
    if (begin < 0) continue;
    const others = places.get(hash);
    if (others === undefined) places.set(hash, [begin]);
    else others.push(begin);
  }
  return places;
}

function openingOf(prompt: string): number {
  const sentences = splitSentences(prompt)
    .map((sentence) => readable(sentence).length)
    .filter((length) => length > 0);
  if (sentences.length <= OPENING_SENTENCES) return Infinity;
  const length = sentences.slice(0, OPENING_SENTENCES).reduce((sum, each) => sum + each, 0);
  return Math.max(FEWEST, length);
}
