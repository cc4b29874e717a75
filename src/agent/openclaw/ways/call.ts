import type { AgentRequest, ChatMessage, Way } from '../../agent-client.js';
import { wireToolCall } from './wire-tool-call.js';

/** One request to a gateway, by whatever way. */
export interface Call {
  readonly way: Way;
  readonly agentId: string;
  /** What we call the run, in the gateway's words. */
  readonly sessionKey: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The agent may run tools of its own, and this way does not tell when it does. */
  readonly actsUnseen: boolean;
}

/** Fresh for every run, so that no two asks share a conversation; begins with the agent as OpenClaw wants it. */
export function sessionKeyOf(agentId: string, runId: string): string {
  return `agent:${agentId}:miniask:${runId}`;
}

/** Messages as every OpenAI-compatible server takes them. */
export function wireMessages(messages: readonly ChatMessage[]): readonly object[] {
  return messages.map((message) => {
    switch (message.role) {
      case 'tool':
        return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
      case 'assistant': {
        const { role, content, toolCalls = [] } = message;
        if (toolCalls.length === 0) return { role, content };
        return { role, content, tool_calls: toolCalls.map(wireToolCall) };
      }
      case 'system':
      case 'user':
        return { role: message.role, content: message.content };
    }
  });
}

/** What both ways call by the same names: sampling, and the tools that we run. */
export function wireOptions({ temperature, topP, offers }: AgentRequest): object {
  return {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(offers.length > 0 && { tools: offers.map((offer) => ({ type: 'function', function: offer })) }),
  };
}
