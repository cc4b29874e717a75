import { codePoints } from '../common/text/normalise.js';
import type { TraceEvent } from '../trace/trace-record.js';

/** Entries of deltas: with a start, a last delta and an end they are at most a hundred. */
const MOST_DELTAS = 97;
/** Milliseconds within which deltas are one entry, to begin with. */
const TOGETHER_MS = 50;

/** What the readers of an ask were told, and when: short, however long the answer is and however it comes. */
export class Timeline {
  private deltas: Required<TraceEvent>[] = [];
  private togetherMs = TOGETHER_MS;

  /** @param startMs of the `start` event; all times are milliseconds from the request's arrival */
  constructor(private readonly startMs: number) {}

  get events(): readonly TraceEvent[] {
    return [{ type: 'start', atMs: this.startMs }, ...this.deltas];
  }

  addDelta(text: string, atMs: number): void {
    this.deltas.push(deltaOf(text, atMs));
    this.deltas = this.merged(this.deltas);
    while (this.deltas.length > MOST_DELTAS) {
      this.togetherMs *= 2;
      this.deltas = this.merged(this.deltas);
    }
  }

  /** The events of an ask that says `rest` at its end. */
  endingWith(type: 'done' | 'error', rest: string, atMs: number): readonly TraceEvent[] {
    const last = rest === '' ? [] : [deltaOf(rest, atMs)];
    return [...this.events, ...last, { type, atMs }];
  }

  private merged(deltas: readonly Required<TraceEvent>[]): Required<TraceEvent>[] {
    const merged: Required<TraceEvent>[] = [];
    for (const delta of deltas) {
      const before = merged.at(-1);
      if (before === undefined || delta.atMs - before.atMs >= this.togetherMs) merged.push(delta);
      else merged[merged.length - 1] = together(before, delta);
    }
    return merged;
  }
}

function deltaOf(text: string, atMs: number): Required<TraceEvent> {
  return { type: 'delta', atMs, count: 1, chars: codePoints(text) };
}

function together(one: Required<TraceEvent>, two: Required<TraceEvent>): Required<TraceEvent> {
  return { ...one, count: one.count + two.count, chars: one.chars + two.chars };
}
