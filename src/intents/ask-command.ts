import type { AskContext } from '../common/ask-context.js';
import type { RegisteredIntent } from './intent-registry.js';

/** An ask as the core works with it: every field checked against the contract, every text normalised. */
export interface AskCommand {
  readonly intent: RegisteredIntent;
  /** An instance of the intent's own DTO class. */
  readonly input: object;
  readonly context: AskContext | null;
  /** As the client claims; whether it is the token's is not checked here. */
  readonly userId?: string;
  readonly traceId?: string;
  readonly profileHint?: string;
  readonly stream: boolean;
}
