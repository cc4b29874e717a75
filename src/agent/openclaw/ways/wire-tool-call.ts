import type { ToolCall } from '../../agent-client.js';

/** What every provider takes for the name of a tool, as far as length goes. */
const MAX_NAME = 64;
const FOREIGN = /[^\w-]/g;

/**
 * A model's tool call as part of the conversation, with what the model invented brought to what every
 * provider takes back: a name that no tool can have is cut and cleaned, and arguments that are no JSON
 * object are an empty one. Elsewise the next round of the ask would be refused for an error of the
 * model that its tool result has explained to it.
 */
export function wireToolCall({ id, name, arguments: args }: ToolCall): object {
  const known = name.replaceAll(FOREIGN, '_').slice(0, MAX_NAME);
  return { id, type: 'function', function: { name: known, arguments: isJsonObject(args) ? args : '{}' } };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
