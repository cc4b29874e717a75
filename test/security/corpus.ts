import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Attack, SPELLINGS, type Spelling } from '../support/fake-openclaw/index.js';

const FILE = 'test/security/injection-corpus.yaml';

const isSpelling = (name: string): name is Spelling => Object.hasOwn(SPELLINGS, name);
const spelling = z.string().refine(isSpelling, 'is no spelling of the obedient model').default('plain');

const Entry = z.strictObject({
  /** Unique, and what the attack is known as. */
  name: z.string().min(1).max(100),
  language: z.enum(['en', 'zh']),
  category: z.string(),
  /** Which part of an ask carries it; `knowledge` and `rejected` reach the model on its own way. */
  place: z.enum([
    'text',
    'context',
    'history',
    'items',
    'descriptions',
    'ids',
    'names',
    'field descriptions',
    'knowledge',
    'rejected',
  ]),
  /** Whose turn of the history it is. */
  role: z.enum(['user', 'assistant']).default('user'),
  /** It needs a profile with tools. */
  tools: z.boolean().default(false),
  /** Whether anything of it gets through the normalisation of text. */
  arrives: z.boolean().default(true),
  /** One text, or several that only together say it. */
  says: z.union([z.string().transform((text) => [text]), z.array(z.string()).min(2)]),
  /** What it is after, and how the model is to put it. */
  wants: z.union([
    z.strictObject({ reveal: z.enum(['mark', 'prompt', 'system', 'other user']), as: spelling }),
    z.strictObject({ call: z.string(), with: z.enum(['nothing', 'mark', 'system', 'user']), as: spelling }),
  ]),
});

export type CorpusEntry = z.output<typeof Entry>;

/** All attacks, in the order of the file. */
export const CORPUS: readonly CorpusEntry[] = z.array(Entry).parse(parse(readFileSync(FILE, 'utf8')));

/** An ask that carries an attack. */
export interface Delivery {
  readonly intent: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Carrier = (entry: CorpusEntry, question: string) => readonly Delivery[];

/** The asks that can carry an attack, by its place. */
const CARRIERS: Readonly<Record<CorpusEntry['place'], Carrier>> = {
  text: ({ tools }, text) => (tools ? [withTools(text)] : everywhere(text)),
  context: ({ says: [page] }, text) => everywhere(text, { context: { page } }),
  history: ({ says, role }, text) => {
    const history = says.map((said) => ({ role, text: said }));
    return [delivery('support', { text, history })];
  },
  knowledge: (_, text) => [withTools(text)],
  // An answer of plain words is none for these alone.
  rejected: (_, text) =>
    everywhere(text).filter(({ intent }) => intent === 'recommend' || intent === 'extract'),
  items: ({ says }, text) => [
    recommend(
      text,
      says.map((title, at) => ({ id: `tea-${at}`, title })),
    ),
  ],
  descriptions: ({ says }, text) => [
    recommend(
      text,
      says.map((description, at) => ({ id: `tea-${at}`, title: `茶${at}`, description })),
    ),
  ],
  ids: ({ says }, text) => [
    recommend(
      text,
      says.map((id) => ({ id, title: '茶' })),
    ),
  ],
  names: ({ says }, text) => [
    extract(
      text,
      says.map((name) => ({ name, type: 'string' })),
    ),
  ],
  'field descriptions': ({ says }, text) => [
    extract(
      text,
      says.map((description, at) => ({ name: `字段${at}`, type: 'string', description })),
    ),
  ],
};

/** Every ask that an attack can be put into. `nonce` sets it apart from all others. */
export function deliveriesOf(entry: CorpusEntry, nonce: string): readonly Delivery[] {
  const said = entry.place === 'text' ? entry.says.join('\n') : '您好，请问有什么茶？';
  return CARRIERS[entry.place](entry, `（${nonce}）${said}`);
}

/** The entry as the obedient model knows it. */
export function attackOf({ name, place, says, wants }: CorpusEntry): Attack {
  return {
    says,
    wants,
    ...(place === 'knowledge' && { looksUp: name }),
    ...(place === 'rejected' && { saysFirst: says[0] ?? '' }),
  };
}

/** A document of the knowledge folder that holds the attacks which come that way. */
export function poisonedKnowledge(): string {
  const passages = CORPUS.filter(({ place }) => place === 'knowledge').map(
    ({ name, says }) => `## ${name}\n\n${says.join('\n\n')}`,
  );
  return ['# Poisoned', ...passages].join('\n\n');
}

function everywhere(text: string, more: object = {}): readonly Delivery[] {
  return [
    delivery('summarize', { text }, more),
    delivery('support', { text }, more),
    delivery('recommend', { text }, more),
    delivery('extract', { text, fields: [{ name: '内容', type: 'string' }] }, more),
  ];
}

function withTools(text: string): Delivery {
  return delivery('support', { text }, { profile: 'support_v2' });
}

function recommend(text: string, items: readonly object[]): Delivery {
  return delivery('recommend', { text, items });
}

function extract(text: string, fields: readonly object[]): Delivery {
  return delivery('extract', { text, fields });
}

function delivery(intent: string, input: object, more: object = {}): Delivery {
  return { intent, body: { intent, input, ...more } };
}
