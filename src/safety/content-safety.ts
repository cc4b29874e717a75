/** One text to check. */
export interface SafetyQuestion {
  /** At most `maxChars` code points, and not blank. */
  readonly text: string;
  /** Who wrote it, or will read it. */
  readonly userId: string;
  /** The environment's `scene`. */
  readonly scene: number;
}

export interface SafetyFinding {
  /** `review`: a person should look at it. */
  readonly verdict: 'pass' | 'review' | 'risky';
  /** The number of what was found. */
  readonly label?: number;
  /** The provider's own name of this check, by which its support finds it. */
  readonly checkId?: string;
}

/**
 * What a check failed for: `service` for everybody, `text` for this text, as far as anybody can tell, `user` for this
 * user alone, `visit` because the user is not known to be present, which another login mends.
 */
export type FailureScope = 'service' | 'text' | 'user' | 'visit';

/** A text could not be checked. Holds no word of the text and none of the provider's. */
export class SafetyFailure extends Error {
  override readonly name = 'SafetyFailure';

  constructor(
    /** Such as `wechat_timeout`; for logs, traces and metrics. */
    readonly reason: string,
    readonly scope: FailureScope = 'service',
  ) {
    super(reason);
  }
}

/** Who judges texts. One contract suite (`test/contract/content-safety.contract.ts`) runs over every adapter. */
export abstract class ContentSafety {
  /** Code points that are judged at once. */
  abstract readonly maxChars: number;

  /** Soon, also when the provider is slow or down. @throws SafetyFailure; the signal's reason, at once */
  abstract check(question: SafetyQuestion, signal: AbortSignal): Promise<SafetyFinding>;

  /** Lets go of sockets; called once, after the last check. */
  abstract close(): Promise<void>;
}
