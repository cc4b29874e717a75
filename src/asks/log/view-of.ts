import type { AskLog } from './ask-log.js';
import type { AskView } from './ask-view.js';

/**
 * An ask as it stands, whichever process runs it.
 * @param now milliseconds since the Unix epoch
 */
export function viewOf(log: AskLog, now: number): AskView {
  if (log.end !== undefined) return log.end.data;
  const { started, startedAt, label } = log.head;
  return {
    ...started,
    status: 'running',
    answer: log.answer,
    output: null,
    cached: false,
    degraded: false,
    truncated: false,
    aiGenerated: true,
    label,
    contentId: log.contentId,
    usage: { promptTokens: 0, completionTokens: 0 },
    latencyMs: Math.max(0, now - startedAt),
    next: `/v1/mini/asks/${started.traceId}`,
  };
}
