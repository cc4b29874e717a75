import { stringAt, valueAt } from '../common/json.js';
import type { ToolCall } from '../request/complete-request.js';

/**
 * The tool calls of a model as they were streamed, arguments letter by letter. OpenClaw tells parsed
 * arguments at the end; where they cannot be parsed it tells an error and no call at all.
 */
export class StreamedToolCalls {
  private readonly texts = new Map<number, string>();
  /** OpenClaw writes id and name in here as they come; at an error it goes on with a list without calls. */
  private blocks: readonly unknown[] | undefined;

  /** @param event of `streamSimple` */
  note(event: unknown): void {
    const blocks = valueAt(event, 'partial', 'content');
    if (Array.isArray(blocks)) this.blocks ??= blocks;
    const index = valueAt(event, 'contentIndex');
    if (typeof index !== 'number') return;
    const text = this.texts.get(index) ?? '';
    if (valueAt(event, 'type') === 'toolcall_start') this.texts.set(index, text);
    if (valueAt(event, 'type') === 'toolcall_delta') {
      this.texts.set(index, text + (stringAt(event, 'delta') ?? ''));
    }
  }

  /** @returns undefined where there is none, or one that nobody could answer, for lack of an id or a name. */
  complete(): readonly ToolCall[] | undefined {
    const calls = [...this.texts].flatMap(([index, text]) => {
      const block = this.blocks?.[index];
      const id = stringAt(block, 'id');
      const name = stringAt(block, 'name');
      return id === undefined || name === undefined ? [] : [{ id, name, arguments: text }];
    });
    return calls.length > 0 && calls.length === this.texts.size ? calls : undefined;
  }
}
