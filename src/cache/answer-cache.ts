/** An answer that may be given again. Plain data: it is kept as it stands. */
export interface CachedAnswer {
  readonly answer: string;
  readonly output: object;
  readonly truncated: boolean;
  /** Alias of the model that gave it. */
  readonly model: string;
  /** The same words keep the name that they were given first. */
  readonly contentId: string;
}

/** Where answers are kept for others who ask the same. One contract suite runs over every adapter. */
export abstract class AnswerCache {
  /** Undefined when there is none, or none can be had: then the question is answered anew. Never rejects. */
  abstract find(key: string): Promise<CachedAnswer | undefined>;

  /** @param ttlS seconds for which it may be given again. Never rejects. */
  abstract keep(key: string, answer: CachedAnswer, ttlS: number): Promise<void>;
}
