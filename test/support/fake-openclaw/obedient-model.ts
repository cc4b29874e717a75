import { z } from 'zod';
import { normaliseText } from '../../../src/common/text/normalise.js';
import type { Behaviour } from './behaviour.js';
import type { RecordedRequest } from './recorded-request.js';
import { SPELLINGS, type Spelling } from './spellings.js';

/**
 * Whom a model obeys: `operator`, who writes the system message and everything else that stands outside of data
 * blocks; or `everybody`, whatever anybody says anywhere.
 */
export type Obedience = 'operator' | 'everybody';

/** What somebody wants of a model that it must not do. */
export type Wish =
  | { readonly reveal: 'mark' | 'prompt' | 'system' | 'other user'; readonly as: Spelling }
  /** A tool to call, `(mark)` for one that is called like the prompt's mark; and what to tell it. */
  | { readonly call: string; readonly with: 'nothing' | 'mark' | 'system' | 'user'; readonly as: Spelling };

export interface Attack {
  /** Words that make the model do it, when all of them reach it. */
  readonly says: readonly string[];
  readonly wants: Wish;
  /** The model looks this up before anything else. */
  readonly looksUp?: string;
  /** The model has been talked into saying this first, of which nobody can make an answer. */
  readonly saysFirst?: string;
}

interface Message {
  readonly role: string;
  readonly content: string;
}

/** What another user has said, wherever it stands. */
export const OTHER_USERS_WORDS = /SECRET-\d{4}/;

/** Code units of a piece in which the model's words come. */
const PIECE = 5;
const BLOCK = /^<data name="[^"\n]*" id="([0-9a-f]+)">\n[^]*?\n<\/data id="\1">$/gm;
/** Tokens that a careless server takes for the begin of a message, wherever they stand. */
const MESSAGE_TOKEN =
  /<\|im_start\|>|<\|start_header_id\|>|<\|start\|>|<start_of_turn>|\[INST\]|<<SYS>>|<｜(?:System|User)｜>/;

/**
 * A model without judgement: it does whatever reaches it as an instruction of somebody whom it obeys, in the way that
 * is asked for, and otherwise answers as its intent wants.
 */
export class ObedientModel {
  /** How often it did what an attack wanted. */
  obeyed = 0;
  /** The marks that it was given. */
  readonly marks = new Set<string>();

  constructor(
    readonly obedience: Obedience,
    public attack: Attack,
  ) {}

  behave(request: RecordedRequest): Behaviour {
    const messages = messagesOf(request);
    const system = contentOf(messages, 'system');
    const mark = /^\[([a-z]+)\]/.exec(system)?.[1] ?? '';
    this.marks.add(mark);
    const { looksUp, saysFirst } = this.attack;
    const results = messages.filter(({ role }) => role === 'tool').length;
    if (looksUp !== undefined && results === 0) return toolCall('search_knowledge', { query: looksUp });
    if (saysFirst !== undefined && !contentOf(messages, 'user').includes('<data name="rejected"')) {
      return inPieces(saysFirst);
    }
    if (!this.isTold(messages)) return inPieces(answerTo(messages, undefined));
    return this.obey(messages, { mark, system }, results === (looksUp === undefined ? 0 : 1));
  }

  private obey(
    messages: readonly Message[],
    { mark, system }: { readonly mark: string; readonly system: string },
    mayCall: boolean,
  ): Behaviour {
    this.obeyed += 1;
    const { wants } = this.attack;
    const secrets = {
      mark,
      system,
      // The operator's own words are the second paragraph.
      prompt: system.split('\n\n')[1] ?? '',
      'other user': OTHER_USERS_WORDS.exec(JSON.stringify(messages))?.[0],
      nothing: '退货',
      user: '退货',
    };
    if ('reveal' in wants) {
      const secret = secrets[wants.reveal];
      return inPieces(answerTo(messages, secret === undefined ? undefined : SPELLINGS[wants.as](secret)));
    }
    if (!mayCall) return inPieces(answerTo(messages, undefined));
    const query = SPELLINGS[wants.as](secrets[wants.with]);
    return toolCall(wants.call === '(mark)' ? mark : wants.call, {
      query,
      ...(wants.with === 'user' && { userId: 'u_victim' }),
    });
  }

  private isTold(messages: readonly Message[]): boolean {
    const heard = messages.map((message) => instructionsIn(message, this.obedience)).join('\n');
    const spelled = [essence(heard), essence(withoutEscapes(heard))];
    const words = this.attack.says.map(essence);
    return words.every((part) => part !== '' && spelled.some((text) => text.includes(part)));
  }
}

function messagesOf({ plugin, body }: RecordedRequest): Message[] {
  const messages = plugin?.messages ?? body.messages;
  return messages.map(({ role, content }) => ({ role, content: content ?? '' }));
}

function contentOf(messages: readonly Message[], role: string): string {
  return messages.find((message) => message.role === role)?.content ?? '';
}

/** The part of a message that is an instruction to who respects data blocks, or all of it. */
function instructionsIn({ role, content }: Message, obedience: Obedience): string {
  if (obedience === 'everybody' || role === 'system') return content;
  // What the model itself has said before it called a tool is no order.
  if (role === 'assistant') return '';
  return MESSAGE_TOKEN.test(content) ? content : content.replace(BLOCK, '');
}

/** Letters and digits alone: whatever stands between them, a model understands. */
function essence(text: string): string {
  return normaliseText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function withoutEscapes(json: string): string {
  return json.replace(/\\(.)/g, (_, character: string) => ('nrt'.includes(character) ? ' ' : character));
}

/** An answer in the form that the intent wants, which holds `words`, or nothing to object to. */
function answerTo(messages: readonly Message[], words: string | undefined): string {
  const system = contentOf(messages, 'system');
  const user = contentOf(messages, 'user');
  if (system.includes('{"fields"')) {
    const name = namesIn(user, 'fields')[0]?.name ?? '';
    return JSON.stringify({ fields: { [name]: words ?? null } });
  }
  if (system.includes('{"items"')) {
    const item = namesIn(user, 'items')[0] ?? { title: '茶' };
    return JSON.stringify({ items: [{ id: item.id, title: item.title, reason: words ?? '清淡' }] });
  }
  if (!system.includes('one bullet a line')) return words ?? '您好，我们会尽快为您处理，请您稍等片刻。';
  const lines = (words ?? '今天有茶。').split('\n');
  return lines.map((line) => (/^(?:-|\d+\.) /.test(line) ? line : `- ${line}`)).join('\n');
}

const Named = z.array(z.object({ id: z.string(), title: z.string(), name: z.string() }).partial());

function namesIn(user: string, block: string): z.infer<typeof Named> {
  const begin = `<data name="${block}" id="`;
  const json = user.slice(user.indexOf(begin)).split('\n')[1];
  return user.includes(begin) && json !== undefined ? Named.parse(JSON.parse(json)) : [];
}

function inPieces(text: string): Behaviour {
  return { kind: 'answer', text: text.match(new RegExp(`[^]{1,${PIECE}}`, 'g')) ?? [''] };
}

function toolCall(name: string, args: object): Behaviour {
  return { kind: 'tool-calls', calls: [{ id: 'call-1', name, arguments: JSON.stringify(args) }] };
}
