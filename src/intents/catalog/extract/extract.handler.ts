import { readJsonAnswer } from '../../../output/json-answer.js';
import { cutText } from '../../../output/limits.js';
import { plainLine } from '../../../output/plain-text.js';
import {
  IntentHandler,
  type Interpretation,
  type InterpretOptions,
  type Preparation,
  UnusableAnswer,
} from '../../intent-handler.js';
import { Intent } from '../../intent.decorator.js';
import { type ExtractField, ExtractInput, ExtractOutput, type FieldValue } from './extract.dto.js';
import { readValue } from './field-values.js';
import { modelValues } from './model-values.js';
import type { NamedValues } from './named-values.js';

const EXPECTED = 'one JSON object {"fields":{"<name>":<value or null>}}';

@Intent({
  name: 'extract',
  summary: 'Named values of a text, each of the type asked for',
  input: ExtractInput,
  output: ExtractOutput,
  example: {
    text: '订单号 A1024，李雷于2026年11月20日下单，金额1,299.00元，已付款。',
    fields: [
      { name: '订单号', type: 'string' },
      { name: '下单日期', type: 'date' },
      { name: '金额', type: 'number', description: '单位：元' },
      { name: '已付款', type: 'boolean' },
    ],
  },
})
export class ExtractHandler extends IntentHandler<ExtractInput, ExtractOutput> {
  override prepare({ text, fields }: ExtractInput): Preparation {
    return {
      instructions: [
        'Read the values of the fields in the block "fields" (JSON: name, type, description) from the block "text".',
        `Answer with ${EXPECTED} and nothing else, with every field under exactly its name.`,
        'Types: string as it stands in the text, number as a JSON number, boolean as true or false, date as "yyyy-mm-dd".',
        'Use null where the text does not say; never guess.',
      ].join('\n'),
      data: [
        { name: 'fields', value: JSON.stringify(fields) },
        { name: 'text', value: text },
      ],
      local: { kind: 'extract', text, fields },
    };
  }

  override interpret(
    text: string,
    { fields }: ExtractInput,
    { limits, cut }: InterpretOptions,
  ): Interpretation<ExtractOutput> {
    const rank = (values: NamedValues): number => rankOf(values, fields);
    const values = readJsonAnswer(text, modelValues, { cut, expected: EXPECTED, rank });
    if (rank(values) === OTHER) {
      throw new UnusableAnswer(
        `The answer had none of the fields asked for. Answer with ${EXPECTED}.`,
        'wrong_content',
      );
    }
    const found = fields.map(({ name, type }) => [name, readValue(values.get(name), type)] as const);
    const { text: answer, truncated } = cutText(linesOf(found), limits.maxChars);
    return { answer, output: { fields: Object.fromEntries(found) }, truncated: truncated || cut };
  }
}

const OTHER = 0;
const EMPTY = 1;
const NAMED = 2;
const FOUND = 3;

/** A format repeated, a source or a remark is JSON too, but has no value of the fields asked for. */
function rankOf(values: NamedValues, fields: readonly ExtractField[]): number {
  if (values.size === 0) return EMPTY;
  const named = fields.filter(({ name }) => values.has(name));
  if (named.length === 0) return OTHER;
  return named.some(({ name, type }) => readValue(values.get(name), type) !== null) ? FOUND : NAMED;
}

/** Names are the client's words and values the text's: both may hold markup and line ends. */
function linesOf(fields: readonly (readonly [name: string, value: FieldValue])[]): string {
  return fields.map(([name, value]) => `${shown(name)}: ${shown(value)}`).join('\n');
}

function shown(value: FieldValue): string {
  if (typeof value !== 'string') return value === null ? '—' : String(value);
  const plain = plainLine(value);
  // Nothing but markup, such as `<none>`: its words are better than nothing.
  return plain === '' ? plainLine(value.replace(/[<>*_`#|~\\[\]]/g, ' ')) || '—' : plain;
}
