import { codePoints } from '../../common/text/normalise.js';
import { clauseGroups, shorten } from './language/clauses.js';
import { hasHan } from './language/language.js';
import { type Sentence, sentencesOf } from './language/sentences.js';
import { contentWords } from './language/words.js';
import { type Candidate, isCourtesy, mostTelling } from './summary/rank.js';

const HAS_WORDS = /[\p{L}\p{N}]/u;
/** In both languages, since such a text has none. */
export const NO_WORDS = 'No words to summarise / 没有可以总结的文字';
/** HTML, and what models and their chat templates write between such marks; one end may stand in another sentence. */
const TAG = /[<◁]\/?\|?[a-z][\w-]*(?:\s[^<>]*=[^<>]*)?\s*[/|]?[>▷]/gi;
/** JSON, calls of tools, and what may be the half of a mark. */
const BRACKETS = /[{}]|<\||\|>|\[(?=\s*["'“‘{[\]A-Z_/])/g;
/** Fewer sentences than this are taken apart into clauses when they are long. */
const FEW_SENTENCES = 2;
/** Code points that a group of clauses has at least. */
const LEAST_CHINESE = 14;
const LEAST_LATIN = 40;

/**
 * At most `maxSentences` bullets (`- …`, one a line): the text's own most telling sentences in their order,
 * long ones shortened. Nothing is said that the text does not say. A text of fewer sentences gives them
 * all; of a text without words it says that it has none.
 */
export function summarize(text: string, maxSentences: number): string {
  if (!HAS_WORDS.test(text)) return text.trim() === '' ? '' : bullet(NO_WORDS);
  const sentences = sentencesOf(text);
  const candidates = candidatesOf(sentences);

  const headings = sentences
    .filter((sentence) => sentence.kind === 'heading')
    .map((sentence) => sentence.text);
  const chosen = mostTelling(candidates, maxSentences, contentWords(headings.join('\n')));
  const bullets = chosen.map((index) => bullet(shorten(asProse(candidates[index]?.text ?? ''))));
  return bullets.filter((line) => HAS_WORDS.test(line)).join('\n') || bullet(NO_WORDS);
}

/** A model that answers with tags or JSON has made a mistake; here they are the text's own, and what they hold is said without them. */
function asProse(text: string): string {
  return text.replace(TAG, ' ').replace(BRACKETS, ' ').replaceAll(/ {2,}/g, ' ').trim();
}

function candidatesOf(sentences: readonly Sentence[]): Candidate[] {
  const body = sentences.filter(({ kind, text }) => kind !== 'heading' && !isCourtesy(text));
  const usable = body.length > 0 ? body : sentences;
  const candidates = usable.map(({ text, firstOfBlock }) => ({ text, leads: firstOfBlock }));
  return candidates.length < FEW_SENTENCES ? candidates.flatMap(inClauses) : candidates;
}

function inClauses(candidate: Candidate): Candidate[] {
  const han = hasHan(candidate.text);
  if (codePoints(candidate.text) <= (han ? LEAST_CHINESE : LEAST_LATIN) * 4) return [candidate];
  const groups = clauseGroups(candidate.text, han ? LEAST_CHINESE : LEAST_LATIN);
  return groups.map((text, index) => ({ text, leads: index === 0 }));
}

function bullet(text: string): string {
  return text === '' ? '' : `- ${text}`;
}
