/** What is told of a step. Never a user's words, a prompt, an answer, a user id, a token or a secret. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** An AppError is one. */
export interface Failure {
  readonly code: string;
  readonly reason?: string | undefined;
}

/** One step of the way of a request, with a begin and an end. */
export interface Span {
  /** 32 hex digits; undefined where nothing is traced. */
  readonly traceId: string | undefined;
  /** 16 hex digits; undefined where nothing is traced. */
  readonly spanId: string | undefined;
  set(attributes: Attributes): void;
  /** Something happened now. */
  event(name: string): void;
  /** The other step has to do with this one, and is none of its parents. */
  link(other: Span): void;
  /** Why the step came to nothing: a code, and our own classification. */
  fail(failure: Failure): void;
  /** To be called once. */
  end(): void;
}

/** Stands where nothing is traced. */
export const NO_SPAN: Span = Object.freeze({
  traceId: undefined,
  spanId: undefined,
  set: ignore,
  event: ignore,
  link: ignore,
  fail: ignore,
  end: ignore,
});

function ignore(): void {
  // Nobody is told.
}
