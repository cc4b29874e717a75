import type { Profile } from '../config/snapshot.js';
import type { AskCommand } from '../intents/ask-command.js';
import { composeMessages } from '../intents/prompt.js';

/** An ask as its model is told of it, without what its profile says. */
export interface AskParts {
  /** What stands in the system message behind the profile's prompt. */
  readonly rules: string;
  /** The user message. */
  readonly data: string;
}

/** Stands in place of the mark by which the server knows its prompt in an answer: that is for models alone. */
const NO_MARK = '…';
/** No control character is in what we compose. */
const PROMPT = '\u0000';

export function partsOf({ intent, input, context }: AskCommand, profile: Profile): AskParts {
  const preparation = intent.handler.prepare(input, profile.output);
  const [system, user] = composeMessages({ text: PROMPT, mark: NO_MARK }, preparation, context);
  const [, rules = ''] = system?.content?.split(PROMPT) ?? [];
  return { rules: rules.trim(), data: user?.content ?? '' };
}
