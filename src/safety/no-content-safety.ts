import { ContentSafety, type SafetyFinding, type SafetyQuestion } from './content-safety.js';

/** For teams with another duty of care: everything passes. */
export class NoContentSafety extends ContentSafety {
  override readonly maxChars = Number.MAX_SAFE_INTEGER;

  override async check(_question: SafetyQuestion, signal: AbortSignal): Promise<SafetyFinding> {
    signal.throwIfAborted();
    return { verdict: 'pass' };
  }

  override async close(): Promise<void> {}
}
