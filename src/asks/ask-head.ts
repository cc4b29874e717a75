import type { AgentClient } from '../agent/agent-client.js';
import type { AskStart } from './ask.js';
import { fingerprintOf } from './fingerprint.js';
import type { AskHead, AskLog } from './log/ask-log.js';

/**
 * What is known of an ask when it begins.
 * @param replaces whose place it takes: numbers of events go on after the highest of that
 */
export function headOf(start: AskStart, agent: AgentClient, replaces: AskLog | undefined): AskHead {
  const { command, decision, userId, trace, snapshot } = start;
  const { profile } = decision;
  const { id, traceId, startedAt } = trace;
  const model = agent.name === 'local' ? 'local' : profile.model;
  const started = { traceId, intent: command.intent.name, profile: profile.name, model };
  const fingerprint = fingerprintOf(command);
  const replacedEvents = replaces?.highestNumber ?? 0;
  return {
    id,
    userId,
    fingerprint,
    startedAt,
    deadlineMs: profile.deadlineMs,
    started,
    label: snapshot.environment.aiLabel,
    replacedEvents,
  };
}
