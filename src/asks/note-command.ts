import type { AskCommand } from '../intents/ask-command.js';
import type { TraceDraft } from '../trace/trace-draft.js';

/** Writes into a trace what was asked: from then on also a refusal's tells it. */
export function noteCommand(trace: TraceDraft, command: AskCommand): void {
  trace.intent = command.intent.name;
  trace.input = { ...command.input };
  trace.context = command.context;
  trace.profileHint = command.profileHint ?? null;
}
