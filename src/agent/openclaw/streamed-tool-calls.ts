import type { ToolCall } from '../agent-client.js';
import type { ToolCallPart } from './wire.js';

/** Far beyond any sensible call; more is a model gone wild. */
const MAX_CALLS = 32;
const MAX_ARGUMENTS = 64 * 1024;

/** Puts the parts of streamed tool calls together. */
export class StreamedToolCalls {
  private readonly calls = new Map<number, { id: string; name: string; arguments: string }>();

  /** @returns false when the calls have become larger than anybody would make them */
  add(part: ToolCallPart): boolean {
    const call = this.calls.get(part.index) ?? { id: '', name: '', arguments: '' };
    if (part.id !== undefined) call.id = part.id;
    if (part.name !== undefined) call.name = part.name;
    call.arguments += part.arguments;
    this.calls.set(part.index, call);
    return this.calls.size <= MAX_CALLS && call.arguments.length <= MAX_ARGUMENTS;
  }

  /** The calls in their order, or undefined when there is none, or one that cannot be answered. */
  complete(): readonly ToolCall[] | undefined {
    const calls = [...this.calls.entries()].toSorted(([a], [b]) => a - b).map(([, call]) => call);
    const answerable = calls.length > 0 && calls.every(({ id, name }) => id !== '' && name !== '');
    return answerable ? calls : undefined;
  }
}
