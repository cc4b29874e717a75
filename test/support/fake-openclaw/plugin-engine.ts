import type { FakeToolCall } from './behaviour.js';
import { type PluginBody, isJsonObject } from './plugin-body.js';

export type PluginEngine = PluginBody['engine'];

/** Why an engine cannot serve a request that is right in itself. @returns undefined when it can. */
export function unfitFor(body: PluginBody): string | undefined {
  switch (body.engine) {
    case 'lean':
      return undefined;
    case 'public':
      return unfitForPublic(body);
    case 'agent':
      return unfitForAgent(body);
  }
}

function unfitForPublic({ tools, messages, top_p, seed, stop }: PluginBody): string | undefined {
  const withCalls = messages.some(
    (message) => message.role === 'assistant' && message.tool_calls !== undefined,
  );
  const unfit = Object.entries({ tools, top_p, seed, stop }).find(([, value]) => value !== undefined);
  const field = unfit?.[0] ?? (withCalls ? 'messages with tool calls' : undefined);
  return field === undefined ? undefined : `${field} is not supported by the engine public`;
}

function unfitForAgent({ messages, tool_choice: choice }: PluginBody): string | undefined {
  const system = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n\n');
  if (system.trim() === '') return 'messages needs a system message for the engine agent';
  if (messages.at(-1)?.role === 'assistant') return 'messages must end with a user or tool message';
  if (choice === undefined || choice === 'auto' || choice === 'none') return undefined;
  return 'tool_choice can only be auto or none with the engine agent';
}

/** Whether an engine tells a model's calls, instead of an error. */
export function tellsCalls(engine: PluginEngine, calls: readonly FakeToolCall[]): boolean {
  if (calls.some(({ id, name }) => id === '' || name === '')) return false;
  return engine === 'lean' || calls.every((call) => isJsonObject(call.arguments));
}
