import { AppError } from '../common/errors/app-error.js';
import type { Profile } from '../config/snapshot.js';
import type { AskCommand } from '../intents/ask-command.js';
import type { AskBodyPipe } from '../intents/ask-body.pipe.js';
import type { TraceRecord } from '../trace/trace-record.js';
import { partsOf } from './exported-ask.js';
import type { PromptfooTest } from './promptfoo-file.js';
import { pieces, plainJson } from './template-text.js';

/**
 * A recorded ask as a test, made of what capture has kept alone.
 * @returns undefined when its input was not kept, or does not fit the intent's contract any more
 */
export function promptfooTest(
  record: TraceRecord,
  profile: Profile,
  body: AskBodyPipe,
): PromptfooTest | undefined {
  const { id, traceId, intent, input, context } = record;
  if (intent === null || input === null) return undefined;
  const command = readAgain({ intent, input, ...(context !== null && { context }) }, body);
  if (command === undefined) return undefined;
  const { rules, data } = partsOf(command, profile);
  return {
    description: traceId,
    vars: {
      input: Object.fromEntries(Object.entries(input).map(([field, value]) => [field, variable(value)])),
      ask: {
        rules: pieces(rules),
        data: pieces(data),
        intent: plainJson(intent),
        input: plainJson(input),
        context: plainJson(context ?? {}),
      },
    },
    metadata: { id, traceId, intent, profile: record.profile, profileDigest: record.profileDigest },
  };
}

/** Texts in pieces, numbers and the like as they are, and what is made of several values as JSON. */
function variable(value: unknown): unknown {
  if (typeof value === 'string') return pieces(value);
  return typeof value === 'object' && value !== null ? plainJson(value) : value;
}

/** What redaction has made of an input may not fit the contract, which may have changed as well. */
function readAgain(ask: object, body: AskBodyPipe): AskCommand | undefined {
  try {
    return body.transform(ask);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
