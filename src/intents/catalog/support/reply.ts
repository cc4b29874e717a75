import { z } from 'zod';
import { findJson } from '../../../output/json-answer.js';
import { isJsonInstead } from '../../../output/json-instead.js';
import { textsInJson } from '../../../output/json-texts.js';
import { toPlainText } from '../../../output/plain-text.js';

export interface Reply {
  /** Fit to render; empty when the answer has no words for the user. */
  readonly reply: string;
  /** The question of it, when the model gave one apart. */
  readonly question: string | undefined;
}

const KEYS =
  'reply answer response message finalanswer final text content output result 回复 回答 答案 答复 内容'.split(
    ' ',
  );
const JSON_REPLY = z.object({ reply: z.string(), question: z.string().nullish() });
const SAYS_SOMETHING = /[\p{L}\p{N}\p{So}]/u;
const IS_WHOLE = /[?？][”’"'」』》）)\]】]*$/;

/**
 * What a model says to the user. Plain text was asked for, but some prompts and models insist on JSON, and
 * nobody shall see that; a reply that the token limit cut goes as far as it goes.
 * @param text as `cleanAnswer` gives it
 */
export function readReply(text: string, cut: boolean): Reply {
  if (!isJsonInstead(text, KEYS)) return { reply: shown(text), question: undefined };
  const { reply, question } = fromJson(text, cut);
  if (question === '' || (cut && !IS_WHOLE.test(question)))
    return { reply: joined(reply, question), question: undefined };
  return { reply: joined(reply, question), question };
}

function fromJson(text: string, cut: boolean): { readonly reply: string; readonly question: string } {
  const reading = { cut, half: 'keep' } as const;
  const json = findJson(text, JSON_REPLY, reading);
  const said = json?.reply ?? textsInJson(text, { ...reading, keys: KEYS })?.join('\n') ?? '';
  return { reply: shown(said), question: shown(json?.question ?? '') };
}

/** Nothing for marks alone, such as a fence that has just begun, and for JSON that JSON holds as a text. */
function shown(text: string): string {
  const plain = isJsonInstead(text, KEYS) ? '' : toPlainText(text);
  return SAYS_SOMETHING.test(plain) ? plain : '';
}

function joined(reply: string, question: string): string {
  if (reply.includes(question)) return reply;
  return [reply, question].filter((part) => part !== '').join('\n\n');
}
