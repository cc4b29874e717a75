import type { AskView } from './ask-view.js';

/** What the client learns first. */
export interface AskStarted {
  readonly traceId: string;
  readonly intent: string;
  /** The routed profile and its model; `done` tells who answered in the end. */
  readonly profile: string;
  readonly model: string;
}

/** One thing that happened to an ask. Plain data: it is kept, and read by other processes, as it stands. */
export type AskEntry =
  | { readonly type: 'start'; readonly data: AskStarted }
  /** The next piece of the answer; all of them together are the answer. */
  | {
      readonly type: 'delta';
      readonly data: { readonly text: string };
      /** Names the answer of which it is a piece. */
      readonly contentId?: string;
    }
  /** It is complete, or was cancelled. */
  | { readonly type: 'done'; readonly data: AskView }
  /** It failed; `data.error` says why, and `retryAfterS` when another try may succeed (seconds). */
  | {
      readonly type: 'error';
      readonly data: FailedView;
      readonly retryAfterS?: number;
      /** A tool has run: asking again gets the same end, and does not run it once more. */
      readonly acted?: true;
      /** Its process seemed to be gone, or has lost its place to another run: some reader may have been told more. */
      readonly lost?: true;
      /** It was refused before it began, as when a quota is used up: its traceId is as good as new. */
      readonly refused?: true;
    };

export type FailedView = AskView & Required<Pick<AskView, 'error'>>;

/** The last thing that happens to an ask. */
export type AskEnd = Extract<AskEntry, { type: 'done' | 'error' }>;

/** An entry with its place in the log, counted from 1. */
export type AskEvent = AskEntry & { readonly seq: number };

export function isEnd(entry: AskEntry): entry is AskEnd {
  return entry.type === 'done' || entry.type === 'error';
}
