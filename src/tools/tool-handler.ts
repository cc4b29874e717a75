/** On whose behalf a tool runs. It must never do more than this user may. */
export interface ToolCaller {
  /** The token's `sub`. */
  readonly userId: string;
  readonly traceId: string;
}

/**
 * A tool of ours that a model may ask for: runs in this process, with the caller's identity. Its input
 * comes from a model, so it is checked by the schema of its `@Tool`; what it means must be checked by the
 * tool: a model that was talked into it asks for anything.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what a subclass takes, which its schema guarantees
export abstract class ToolHandler<Input = unknown> {
  /**
   * What the model gets to read: text, or a value that JSON can hold. Must stop its work when `signal`
   * aborts, and not wait for it to do so.
   * @throws whatever went wrong; the model only learns that it failed
   */
  abstract run(input: Input, caller: ToolCaller, signal: AbortSignal): unknown;
}
