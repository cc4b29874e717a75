import type { AskStart, Seeker } from '../asks/ask.js';
import type { TraceDraft } from '../trace/trace-draft.js';

/** A replay as the search for its answer knows it: nobody reads along. */
export class ReplayRun implements Seeker {
  said = '';
  contentId: string | null = null;

  constructor(
    readonly start: AskStart,
    readonly signal: AbortSignal,
  ) {}

  get trace(): TraceDraft {
    return this.start.trace;
  }

  say(text: string, contentId: string): void {
    if (text === '') return;
    this.said += text;
    this.contentId = contentId;
  }
}
