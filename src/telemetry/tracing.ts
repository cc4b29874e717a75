import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '../common/errors/app-error.js';
import { type Attributes, NO_SPAN, type Span } from './span.js';
import type { TraceParent } from './trace-parent.js';

/** The step that is being done here; nobody sets it where nothing is traced. */
export const activeSpan = new AsyncLocalStorage<Span>();

/** `client`: somebody else is asked to do it. */
export type SpanKind = 'internal' | 'client';

/** What the sender of a request says of its trace. */
export interface Caller {
  readonly parent: TraceParent;
  /** The header `tracestate` as it came. */
  readonly state?: string;
}

/**
 * Tells a collector of the steps that an ask takes, each a part of the one it is done in. All of its steps cost next to
 * nothing where nothing is traced.
 */
export abstract class Tracing {
  abstract readonly isOn: boolean;

  /** Begins the step of serving a request, which is the caller's where there is one. Whoever begins it ends it. */
  abstract serve(name: string, attributes: Attributes, caller?: Caller): Span;

  /** Begins a step of the current one. Whoever begins it ends it. */
  abstract begin(name: string, attributes?: Attributes, kind?: SpanKind): Span;

  /** Does the work as a part of that step. */
  abstract within<T>(span: Span, work: () => T): T;

  /** Headers by which another server learns whose step its work is. */
  abstract headersOf(span: Span): Readonly<Record<string, string>>;

  /** Sends what there is, as far as that is possible within so many milliseconds, and nothing from then on. Never rejects. */
  abstract close(withinMs: number): Promise<void>;

  /** The step that is being done; a silent one where there is none. */
  get current(): Span {
    return activeSpan.getStore() ?? NO_SPAN;
  }

  /** Does the work as one step of the current one; it ends when the work does. @throws whatever the work throws */
  async span<T>(name: string, work: (span: Span) => T | Promise<T>, attributes?: Attributes): Promise<T> {
    if (!this.isOn) return work(NO_SPAN);
    const span = this.begin(name, attributes);
    try {
      return await this.within(span, () => work(span));
    } catch (error) {
      noteThrown(span, error);
      throw error;
    } finally {
      span.end();
    }
  }
}

/**
 * Tells why a step came to nothing. Only an AppError makes it a failure: anything else is an ending, such as that of a
 * cancelled ask, or a fault of ours, which the span of the ask tells as `INTERNAL`. Of those only the name is told.
 */
export function noteThrown(span: Span, thrown: unknown): void {
  if (thrown instanceof AppError) span.fail(thrown);
  else span.set({ 'miniask.ended_by': thrown instanceof Error ? thrown.name : typeof thrown });
}

class NoTracing extends Tracing {
  override readonly isOn = false;

  override serve(): Span {
    return NO_SPAN;
  }

  override begin(): Span {
    return NO_SPAN;
  }

  override within<T>(_span: Span, work: () => T): T {
    return work();
  }

  override headersOf(): Readonly<Record<string, string>> {
    return NO_HEADERS;
  }

  override async close(): Promise<void> {
    // There is nothing to send.
  }
}

const NO_HEADERS = Object.freeze({});

/** Traces nothing. */
export const NO_TRACING: Tracing = new NoTracing();
