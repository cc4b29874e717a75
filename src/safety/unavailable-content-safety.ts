import { ContentSafety, SafetyFailure } from './content-safety.js';

/** In the place of a provider that this process was not started for: every check fails, so that the policy decides. */
export class UnavailableContentSafety extends ContentSafety {
  override readonly maxChars = Number.MAX_SAFE_INTEGER;

  constructor(private readonly reason: string) {
    super();
  }

  override check(): Promise<never> {
    return Promise.reject(new SafetyFailure(this.reason));
  }

  override async close(): Promise<void> {}
}
