import type { AgentClient, ChatMessage } from '../agent/agent-client.js';
import type { LocalTask } from '../agent/local-task.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';
import type { PromptSecrets } from '../output/leak/prompt-secrets.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { GuardedReading } from './guarded-reading.js';
import type { ReplayMode } from './replay-mode.js';

/** What one attempt asks of whom. */
export interface AttemptPlan {
  readonly agent: AgentClient;
  readonly profile: Profile;
  readonly model: ModelTarget;
  readonly messages: readonly ChatMessage[];
  /** What of the messages is for the model alone. */
  readonly secrets: PromptSecrets;
  readonly local: LocalTask;
  /** Milliseconds until the first content, when that is to be less than the model's own. */
  readonly firstContentMs?: number;
  /** The search was admitted before: it waits for its next place before others, and is not sent away. */
  readonly continues?: boolean;
  /** Its messages tell the model what was wrong with its answer before. */
  readonly corrects?: true;
  /** Present when it is a replay. */
  readonly replay?: ReplayMode;
  /** Every attempt is read by itself. */
  readonly beginReading: () => GuardedReading;
  /** Ends the attempt early. */
  readonly signal: AbortSignal;
}

export interface AgentText {
  /** The model stopped at its token limit. */
  readonly cut: boolean;
  /** Has been given the whole text. */
  readonly reading: GuardedReading;
  /** The attempt that it came of. */
  readonly attempt: AttemptDraft;
}

/** How an attempt is followed while it runs. */
export interface AttemptListener {
  readonly signal: AbortSignal;
  /** The model has begun to answer, wants a tool, or has set one of the agent's own going; comes once. */
  readonly onBegin: () => void;
  readonly onContent: (text: string) => void;
  /** The model wants a tool: what it said until now is no part of its answer. */
  readonly onDiscard: () => void;
}
