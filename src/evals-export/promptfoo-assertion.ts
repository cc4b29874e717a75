import type { Assertion } from '../config/eval.js';
import { hasTemplate, plainJson, withoutTemplate } from './template-text.js';

/** An assertion as promptfoo has it (promptfoo.dev/docs/configuration/expected-outputs). */
export interface PromptfooAssertion {
  readonly type: string;
  readonly value?: string | readonly string[];
  readonly threshold?: number;
  /** JavaScript that makes of what a provider answered what is checked. */
  readonly transform?: string;
  /** What it is called in promptfoo's reports. */
  readonly metric: string;
}

/** What the provider of a file can tell. */
export interface Told {
  /** JavaScript for the output of the intent, as JSON; absent where there is none. */
  readonly output?: string;
  /** Of a million tokens, where it tells how many an answer took. */
  readonly price?: { readonly input: number; readonly output: number };
}

/** Markers of list entries that can be told by one expression; ours know some more. */
const BULLET = String.raw`^\s*(?:[•‣◦▪·*+–—-]|\d{1,3}[.、)）])\s*\S`;

/** @returns why promptfoo cannot check it, when that is a text */
export function promptfooAssertion(assertion: Assertion, told: Told): PromptfooAssertion | string {
  const translated = translate(assertion, told);
  if (typeof translated === 'string') return translated;
  return { ...translated, metric: withoutTemplate(assertion.name) };
}

function translate(assertion: Assertion, told: Told): Omit<PromptfooAssertion, 'metric'> | string {
  if ('texts' in assertion) return texts(assertion);
  if ('pattern' in assertion) return pattern(assertion);
  if ('limit' in assertion) return limit(assertion, told);
  switch (assertion.type) {
    case 'json-schema':
      if (told.output === undefined) return 'the model answers with a text, and not with the output';
      return { type: 'is-json', value: plainJson(assertion.schema), transform: told.output };
    case 'language':
      return 'promptfoo does not tell languages';
    case 'similar':
      return 'promptfoo compares by the embeddings of a model, and not as we do';
  }
}

function texts({ type, texts: all, ignoreCase }: Extract<Assertion, { texts: readonly string[] }>) {
  const isWanted = type === 'contains';
  const [first = '', ...rest] = all;
  if (all.some((text) => hasTemplate(text) || /^(?:file|package):/.test(text))) {
    const fold = ignoreCase ? '.toLowerCase()' : '';
    const found = `(text => output${fold}.includes(text${fold}))`;
    return script(`${plainJson(all)}.${isWanted ? 'every' : 'some'}${found} === ${isWanted}`);
  }
  const prefix = `${isWanted ? '' : 'not-'}${ignoreCase ? 'i' : ''}`;
  if (rest.length === 0) return { type: `${prefix}contains`, value: first };
  return { type: `${prefix}contains-${isWanted ? 'all' : 'any'}`, value: all };
}

/** RE2 and JavaScript share most of their syntax; what only one of them has would be a different check. */
function pattern({ type, pattern: source, ignoreCase }: Extract<Assertion, { pattern: string }>) {
  const shared = source.replaceAll(
    /\\([pP])\{(Han|Latin|Hiragana|Katakana|Cyrillic|Arabic)\}/g,
    '\\$1{Script=$2}',
  );
  if (!isScript(shared)) return 'the pattern is none of JavaScript';
  const isWanted = type === 'matches';
  const isPlain = shared === source && !ignoreCase && !/\\[pP]|[\u{10000}-\u{10ffff}]/u.test(source);
  if (isPlain && !hasTemplate(source)) return { type: isWanted ? 'regex' : 'not-regex', value: source };
  const flags = ignoreCase ? 'iu' : 'u';
  return script(`new RegExp(${plainJson(shared)}, "${flags}").test(output) === ${isWanted}`);
}

function isScript(source: string): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

function limit({ type, limit: value }: Extract<Assertion, { limit: number }>, told: Told) {
  switch (type) {
    case 'max-bullets':
      return script(
        `output.split("\\n").filter(line => new RegExp(${plainJson(BULLET)}, "u").test(line)).length <= ${value}`,
      );
    case 'max-chars':
      return script(`Array.from(output).length <= ${value}`);
    case 'min-chars':
      return script(`Array.from(output).length >= ${value}`);
    case 'max-latency-ms':
      return { type: 'latency', threshold: value };
    case 'max-cost':
      return maxCost(value, told);
  }
}

/** promptfoo's own assertion knows the prices of vendors alone, in dollars. */
function maxCost(value: number, { price }: Told) {
  if (price === undefined) return 'there is no price to count with';
  const usage = 'context.providerResponse.tokenUsage';
  return script(
    `(${usage}.prompt * ${price.input} + ${usage}.completion * ${price.output}) / 1e6 <= ${value}`,
  );
}

function script(value: string): Omit<PromptfooAssertion, 'metric'> {
  return { type: 'javascript', value };
}
