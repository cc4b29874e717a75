import type { ToolAnswers } from '../tools/tool-answers.js';

/** How a run differs from others that repeats what was asked before: no user waits for it, and it has no effect. */
export interface ReplayMode {
  /** Answers the calls of tools of ours in the place of those tools. */
  readonly tools: ToolAnswers;
}
