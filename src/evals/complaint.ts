import { jsonCheck } from '../common/json-schema.js';
import { codePoints } from '../common/text/normalise.js';
import { textPattern } from '../common/text/text-pattern.js';
import { type Assertion, type Language, SAME_LANGUAGE } from '../config/eval.js';
import { bulletLines } from './bullet-lines.js';
import type { CheckedAnswer } from './checked-answer.js';
import { languageOf } from './language-of.js';
import { similarity } from './similarity.js';

/** Why an answer is not as it should be, without words of it; undefined when it is. */
export type Complaint = (answer: CheckedAnswer) => string | undefined;

/** All that can be made once for many answers is made here. */
export function complaintOf(assertion: Assertion): Complaint {
  if ('limit' in assertion) return limitComplaint(assertion);
  switch (assertion.type) {
    case 'contains':
    case 'not-contains':
      return ofText(textComplaint(assertion));
    case 'matches':
    case 'not-matches':
      return ofText(patternComplaint(assertion));
    case 'json-schema':
      return schemaComplaint(assertion.schema);
    case 'language':
      if (assertion.language === SAME_LANGUAGE) return sameLanguageComplaint;
      return ofLanguage(assertion.language);
    case 'similar':
      return similarityComplaint(assertion.atLeast);
  }
}

function limitComplaint({ type, limit }: Extract<Assertion, { limit: number }>): Complaint {
  switch (type) {
    case 'max-bullets':
      return ofText((text) => overLimit(bulletLines(text), limit, 'bullets'));
    case 'max-chars':
      return ofText((text) => overLimit(codePoints(text), limit, 'characters'));
    case 'min-chars':
      return ofText((text) => underLimit(codePoints(text), limit));
    case 'max-latency-ms':
      return ({ latencyMs }) => overKnown(latencyMs, limit, 'latency', 'ms');
    case 'max-cost':
      return ({ cost }) => overKnown(cost, limit, 'cost', '');
  }
}

function ofText(complaint: (text: string) => string | undefined): Complaint {
  return ({ answer }) => (answer === null ? 'there is no answer' : complaint(answer));
}

function textComplaint({
  type,
  texts,
  ignoreCase,
}: Extract<Assertion, { texts: readonly string[] }>): (text: string) => string | undefined {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const wanted = type === 'contains';
  return (text) => {
    const folded = fold(text);
    const wrong = texts.find((part) => folded.includes(fold(part)) !== wanted);
    if (wrong === undefined) return undefined;
    return wanted ? `lacks ${JSON.stringify(wrong)}` : `has ${JSON.stringify(wrong)}`;
  };
}

function patternComplaint({
  type,
  pattern,
  ignoreCase,
}: Extract<Assertion, { pattern: string }>): (text: string) => string | undefined {
  const compiled = textPattern(pattern, ignoreCase);
  const wanted = type === 'matches';
  return (text) => {
    if (compiled.test(text) === wanted) return undefined;
    return wanted ? 'the pattern fits nowhere' : 'the pattern fits';
  };
}

function schemaComplaint(schema: Readonly<Record<string, unknown>>): Complaint {
  const check = jsonCheck(schema);
  return ({ output }) => (output === null ? 'there is no output' : check(output));
}

function ofLanguage(wanted: Language): Complaint {
  return ofText((text) => languageComplaint(text, wanted));
}

/** Where nobody can tell in what language somebody asked, an answer in any is right. */
function sameLanguageComplaint(checked: CheckedAnswer): string | undefined {
  const wanted = languageOf(checked.asked);
  return wanted === undefined ? ofText(() => undefined)(checked) : ofLanguage(wanted)(checked);
}

function languageComplaint(text: string, wanted: Language): string | undefined {
  const found = languageOf(text);
  if (found === wanted) return undefined;
  return found === undefined ? 'no language can be told' : `is in ${found}`;
}

function similarityComplaint(atLeast: number): Complaint {
  return ({ answer, original }) => {
    if (answer === null) return 'there is no answer';
    if (original === null) return 'there is no first answer to compare with';
    const found = similarity(answer, original);
    return found >= atLeast ? undefined : `the similarity is ${found.toFixed(2)}, below ${atLeast}`;
  };
}

function overKnown(value: number | null, limit: number, what: string, unit: string): string | undefined {
  return value === null ? `the ${what} is not known` : overLimit(value, limit, unit);
}

function overLimit(value: number, limit: number, unit: string): string | undefined {
  return value <= limit ? undefined : `${value} ${unit}`.trim() + `, more than ${limit}`;
}

function underLimit(value: number, limit: number): string | undefined {
  return value >= limit ? undefined : `${value} characters, fewer than ${limit}`;
}
