import { Injectable } from '@nestjs/common';
import type { AskContext } from '../common/ask-context.js';
import { AppError } from '../common/errors/app-error.js';
import { isPlainObject } from '../common/is-plain-object.js';
import { structureErrors } from '../http/validation.js';
import { IntentRegistry, type RegisteredIntent } from '../intents/intent-registry.js';
import { readContext } from '../intents/read-context.js';
import { readInput } from '../intents/read-input.js';
import type { TraceRecord } from '../trace/trace-record.js';

/** What was asked, as it is asked again. */
export interface ReplayQuestion {
  readonly original: TraceRecord;
  readonly userId: string;
  readonly intent: RegisteredIntent;
  /** An instance of the intent's own DTO class. */
  readonly input: object;
  readonly context: AskContext | null;
}

/** Makes questions of records. */
@Injectable()
export class ReplayQuestions {
  constructor(private readonly intents: IntentRegistry) {}

  /** @throws AppError `NOT_REPLAYABLE`, saying why */
  of(original: TraceRecord): ReplayQuestion {
    const { status, userId, intent: name } = original;
    if (status === 'running') throw notReplayable('The ask has not ended yet.');
    if (userId === null || name === null) throw notReplayable('The ask was refused before anybody read it.');
    const intent = this.intents.get(name);
    if (intent === undefined) throw notReplayable(`This server has no intent "${name}" any more.`);
    return { original, userId, intent, input: inputOf(original, intent), context: contextOf(original) };
  }
}

export function notReplayable(detail: string): AppError {
  return new AppError('NOT_REPLAYABLE', { detail });
}

/** Read again like a client's: what redaction has made of it may not fit the contract, which may have changed as well. */
function inputOf({ input }: TraceRecord, intent: RegisteredIntent): object {
  if (!isPlainObject(input)) throw notReplayable('What was asked was not kept.');
  const { value, errors } = structureErrors(input).length > 0 ? UNREADABLE : readInput(input, intent);
  if (value === undefined || errors.length > 0)
    throw notReplayable('What was kept of the input does not fit the contract of the intent (any more).');
  return value;
}

const UNREADABLE = { value: undefined, errors: [] };

function contextOf({ context }: TraceRecord): AskContext | null {
  if (context === null) return null;
  const { value } = readContext(context, '/context');
  if (value === undefined)
    throw notReplayable('What was kept of the context does not fit the contract (any more).');
  return value;
}
