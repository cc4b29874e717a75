import type { ToolCall, Turn } from '../request/complete-request.js';

/** Of which model OpenClaw shall think that it wrote the assistant's earlier turns. */
export interface Author {
  readonly api: string;
  readonly provider: string;
  readonly id: string;
}

/**
 * Turns as the `Message`s of `@openclaw/ai` (dist/types of its package): what `streamSimple` takes and
 * what a session holds.
 * @param now milliseconds since the Unix epoch; the agent engine shows it to the model.
 */
export function hostMessages(turns: readonly Turn[], author: Author, now: number): object[] {
  const toolNames = new Map<string, string>();
  return turns.map((turn) => {
    switch (turn.role) {
      case 'user':
        return { role: 'user', content: turn.content, timestamp: now };
      case 'assistant':
        for (const { id, name } of turn.toolCalls) toolNames.set(id, name);
        return {
          role: 'assistant',
          content: [
            ...(turn.content === '' ? [] : [{ type: 'text', text: turn.content }]),
            ...turn.toolCalls.map(hostToolCall),
          ],
          api: author.api,
          provider: author.provider,
          model: author.id,
          usage: NO_USAGE,
          stopReason: turn.toolCalls.length > 0 ? 'toolUse' : 'stop',
          timestamp: now,
        };
      case 'tool':
        return {
          role: 'toolResult',
          toolCallId: turn.toolCallId,
          toolName: toolNames.get(turn.toolCallId) ?? '',
          content: [{ type: 'text', text: turn.content }],
          isError: false,
          timestamp: now,
        };
    }
  });
}

function hostToolCall({ id, name, arguments: text }: ToolCall): object {
  const parsed: unknown = JSON.parse(text);
  return { type: 'toolCall', id, name, arguments: parsed };
}

const NO_USAGE = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 0,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
};
