import type { Answer } from '../answer/answer.js';
import type { CompleteRequest } from '../request/complete-request.js';

/** A request with all that was found out about it. */
export interface Run {
  readonly id: string;
  readonly request: CompleteRequest;
  /** `provider/model`. */
  readonly model: string;
  /** OpenClaw's configuration object, as `api.runtime.config.current()` gave it. */
  readonly config: unknown;
  /** Aborted when the client leaves or the time is up. */
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** For the call of the provider. */
  readonly traceparent: string | undefined;
}

/** One way to answer. */
export interface Engine {
  /** @throws PluginError `invalid_request_error` for what this engine cannot do; nothing was called then. */
  check(request: CompleteRequest): void;
  /**
   * Answers, and ends the answer.
   * @throws PluginError for a failure of the provider or of OpenClaw; anything else is a bug.
   */
  run(run: Run, answer: Answer): Promise<void>;
}
