import type { AskCommand } from '../intents/ask-command.js';
import type { Ask } from './ask.js';
import { assertSame } from './fingerprint.js';
import type { AskLog } from './log/ask-log.js';
import { failureOf } from './log/failure-of.js';
import { isRefused } from './log/refused-end.js';

/** An ask that can be followed. */
export interface OpenAsk {
  readonly log: AskLog;
  /** To be called when its first event has been sent, or nobody is left to send it to: only then the agent is asked. */
  readonly run: () => void;
  /** Present when it began here. */
  readonly ask?: Ask;
}

/** The ask that was begun before, for another call that asks the same. @throws AppError `TRACE_ID_CONFLICT`; why it was refused, when it was */
export function joined(log: AskLog, command: AskCommand): OpenAsk {
  assertSame(log, command);
  if (log.end?.type === 'error' && isRefused(log)) throw failureOf(log.end);
  return { log, run: () => {} };
}
