export interface FieldSpec {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'date';
  readonly description?: string;
}

export interface CandidateItem {
  readonly id?: string;
  readonly title: string;
  readonly description?: string;
}

/**
 * What the local agent can do without a model. These are its abilities, not the product's intents: an
 * intent picks the one that comes nearest to its work.
 */
export type LocalTask =
  /** Answers with `maxSentences` bullets, the text's own most telling sentences in their order. */
  | { readonly kind: 'summarize'; readonly text: string; readonly maxSentences: number }
  /** Answers with a passage of the knowledge folder, or says that it has none. */
  | { readonly kind: 'answer'; readonly question: string; readonly earlier: readonly string[] }
  /** Answers with JSON `{"items":[{"id"?,"title","reason"}]}`, the most relevant first. */
  | {
      readonly kind: 'recommend';
      readonly query: string;
      readonly items: readonly CandidateItem[];
      readonly maxItems: number;
    }
  /** Answers with JSON `{"fields":{name: value|null}}`. */
  | { readonly kind: 'extract'; readonly text: string; readonly fields: readonly FieldSpec[] };
