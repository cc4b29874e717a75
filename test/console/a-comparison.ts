import type { ComparisonView } from '../../src/ops/replays/comparison.dto.js';

/** A comparison as the operators' API gives it, of answers that differ in two places. */
export function aComparison(id: string, replayOf: string): ComparisonView {
  const side = {
    profile: 'summarize_v1',
    profileDigest: 'a'.repeat(64),
    configDigest: 'c'.repeat(64),
    model: 'fast',
    status: 'complete' as const,
    errorCode: null,
    errorReason: null,
    output: null,
    truncated: false,
    degraded: false,
    usage: { promptTokens: 310, completionTokens: 42 },
    cost: 0.004,
    latencyMs: 1200,
    firstContentMs: 400,
    attempts: [{ profile: 'summarize_v1', model: 'fast', outcome: 'ok' as const }],
    startedAt: '2026-03-01T00:00:00.000Z',
  };
  return {
    id,
    replayOf,
    original: { ...side, id: replayOf, answer: '• The launch is on Monday\n• <b>No</b> cake' },
    replay: { ...side, id, latencyMs: 900, answer: '• The launch is on Tuesday\n• <b>No</b> cake' },
    diff: [
      { type: 'same', text: '• The launch is on ' },
      { type: 'removed', text: 'Monday' },
      { type: 'added', text: 'Tuesday' },
      { type: 'same', text: '\n• <b>No</b> cake' },
    ],
    figures: [
      { name: 'latencyMs', original: 1200, replay: 900, change: -300 },
      { name: 'cost', original: null, replay: 0.004, change: null },
      { name: 'answerChars', original: 41, replay: 42, change: 1 },
    ],
    similarity: 0.93,
  };
}
