import type { AskCommand } from '../intents/ask-command.js';
import type { RequestContext } from '../trace/request-context.js';
import type { Charge } from '../trace/trace-record.js';
import type { AskStart } from './ask.js';
import type { AskLog } from './log/ask-log.js';

/** From here on also a refusal's trace tells what was asked. */
export function noteCommand({ trace }: RequestContext, command: AskCommand): void {
  trace.intent = command.intent.name;
  trace.input = { ...command.input };
  trace.context = command.context;
  trace.profileHint = command.profileHint ?? null;
}

/** Also an ask that is killed before anybody was asked tells what it may cost, and who was to be asked. */
export function noteBegun({ trace, decision, snapshot }: AskStart, charge: Charge, { head }: AskLog): void {
  trace.charge = charge;
  trace.profile = decision.profile.name;
  trace.profileDigest = decision.profile.digest;
  trace.model = head.started.model;
  trace.label = snapshot.environment.aiLabel;
}
