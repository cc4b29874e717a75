import type { FieldSpec } from '../../local-task.js';
import { codePoints } from '../../../common/text/normalise.js';
import { hasHan } from '../language/language.js';
import { contentWords } from '../language/words.js';
import { CONCEPTS, type Concept, type StringForm } from './concepts.js';

/** A wording that points to a field's value in a text. */
export interface Phrase {
  /** Lower case. */
  readonly text: string;
  /** From 0 to 1: how surely it means this field. */
  readonly strength: number;
  /** Longer words that contain it and mean another field: `单号` in `快递单号` is not the order's. */
  readonly notIn: readonly string[];
}

/** A field as the text is searched for it. */
export interface SoughtField {
  readonly spec: FieldSpec;
  /** Strongest first. */
  readonly phrases: readonly Phrase[];
  readonly units: readonly string[];
  readonly form: StringForm | undefined;
  /** Any value of its kind may be meant, whatever the text calls it. */
  readonly generic: boolean;
}

const CONCEPT_WORDS = CONCEPTS.flatMap(({ words }) => words);
const SHORT_DESCRIPTION = 16;
const MAX_PHRASES = 40;

/** Words that stand in field names without saying what the field is about. */
const GENERIC = new Set(
  (
    'is has have had needs need requires require can should was were does do wants want allow allows allowed include ' +
    'includes included with the a an of for in on to or and user customer client info value text field data whether ' +
    'number no count any if by at'
  ).split(' '),
);
const GENERIC_HAN =
  /是否|有无|有没有|需不需要|需要|请|提取|文中|文本中|用户的?|客户的?|填写|对应的?|本次|的$/g;

/** What the names of boolean fields begin with: `isMember`, `has_parking`. */
const ASKING_HEAD =
  /^(?:(?:whether|is|are|has|have|needs?|can|should|was|does|requires?|allows?|includes?|wants?) )+/;

/** Reads a field's name (camelCase, snake_case, Chinese) and description for what to look for. */
export function seek(spec: FieldSpec): SoughtField {
  const name = wording(spec.name);
  const description = wording(spec.description ?? '');
  const concepts = [...new Set([...conceptsIn(name), ...conceptsIn(description)])];
  const strengths = phraseStrengths(spec.name.toLowerCase(), name, description, concepts);
  const phrases = [...strengths].map(([text, strength]) => ({
    text,
    strength,
    notIn: longerWords(text, strengths),
  }));
  const main = concepts[0];
  return {
    spec,
    phrases: phrases.toSorted((a, b) => b.strength - a.strength).slice(0, MAX_PHRASES),
    units: main?.units ?? [],
    form: main?.form,
    generic: main?.generic ?? true,
  };
}

/** Every wording with its strength: the field's own, then the words of its concepts, then parts of its own. */
function phraseStrengths(
  given: string,
  name: string,
  description: string,
  concepts: readonly Concept[],
): Map<string, number> {
  const strengths = new Map<string, number>();
  const add = (text: string, strength: number): void => {
    if (isTelling(text)) strengths.set(text, Math.max(strength, strengths.get(text) ?? 0));
  };
  for (const text of [given, name, name.replaceAll(' ', '')]) add(text, 1);
  if (codePoints(description) <= SHORT_DESCRIPTION) add(description, 1);
  for (const [index, { words }] of concepts.entries()) {
    for (const word of words) add(word, index === 0 ? 0.9 : 0.65);
  }
  for (const word of partsOf(name)) add(word, 0.6);
  for (const word of partsOf(description)) add(word, 0.5);
  return strengths;
}

/** `shippingFee`, `shipping_fee` and `Shipping fee` are one wording: lower case, words parted by a space. */
function wording(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Za-z])(\p{Script=Han})|(\p{Script=Han})([A-Za-z])/gu, '$1$3 $2$4')
    .toLowerCase()
    .replaceAll(GENERIC_HAN, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(ASKING_HEAD, '');
}

/** The concepts that a wording names, the ones with the longest words first. */
function conceptsIn(text: string): Concept[] {
  const padded = ` ${text} `;
  const hits = CONCEPTS.flatMap((concept) => {
    const named = concept.words.filter((word) =>
      hasHan(word) ? text.includes(word) : padded.includes(` ${word} `),
    );
    const longest = named.toSorted((a, b) => b.length - a.length)[0];
    return longest === undefined ? [] : [{ concept, word: longest }];
  });
  return hits
    .filter(({ word }) => !hits.some((other) => other.word.length > word.length && other.word.includes(word)))
    .toSorted((a, b) => b.word.length - a.word.length)
    .map(({ concept }) => concept);
}

function longerWords(text: string, own: ReadonlyMap<string, number>): string[] {
  return CONCEPT_WORDS.filter((word) => word.length > text.length && word.includes(text) && !own.has(word));
}

function partsOf(text: string): string[] {
  return contentWords(text)
    .map((word) => word.surface)
    .filter((word) => !GENERIC.has(word) && codePoints(word) >= (hasHan(word) ? 2 : 3));
}

function isTelling(text: string): boolean {
  if (text === '' || GENERIC.has(text) || codePoints(text) > 60) return false;
  return hasHan(text) || text.length > 1;
}
