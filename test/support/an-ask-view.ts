import type { AskView } from '../../src/asks/log/ask-view.js';

/** The view of a complete ask of which a test tells only what it is about. */
export function anAskView(parts: Partial<AskView> = {}): AskView {
  return {
    traceId: 't-1',
    status: 'complete',
    intent: 'support',
    answer: 'Hello',
    output: { reply: 'Hello', question: null },
    profile: 'support_v1',
    model: 'fast',
    cached: false,
    degraded: false,
    truncated: false,
    aiGenerated: true,
    label: '内容由 AI 生成',
    contentId: 'c-1',
    usage: { promptTokens: 3, completionTokens: 2 },
    latencyMs: 12,
    ...parts,
  };
}
