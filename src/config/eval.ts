/** What answers of an intent must be like; a file of `config/evals`. */
export interface Eval {
  /** The file's name without its ending. */
  readonly name: string;
  readonly intent: string;
  readonly description?: string;
  /** Share of the answers, from 0 to 1, that must pass every assertion. */
  readonly passRate: number;
  readonly assertions: readonly Assertion[];
}

/** One thing that can be said of an answer without asking a model. */
export type Assertion = Named<
  | TextAssertion
  | PatternAssertion
  | SchemaAssertion
  | LimitAssertion
  | LanguageAssertion
  | SimilarityAssertion
>;

export type AssertionType = Assertion['type'];

/** Each by its own type, so that a check of `type` tells which it is. */
type Named<Kind> = Kind extends unknown ? Kind & { readonly name: string } : never;

/** All of the texts stand in the answer, or none. */
interface TextAssertion {
  readonly type: 'contains' | 'not-contains';
  readonly texts: readonly string[];
  readonly ignoreCase: boolean;
}

interface PatternAssertion {
  readonly type: 'matches' | 'not-matches';
  /** In the syntax of RE2. */
  readonly pattern: string;
  readonly ignoreCase: boolean;
}

interface SchemaAssertion {
  readonly type: 'json-schema';
  /** JSON Schema (draft 7) of `output`. */
  readonly schema: Readonly<Record<string, unknown>>;
}

interface LimitAssertion {
  /** Characters are code points; a cost is in the currency of the prices in `models.yaml`. */
  readonly type: 'max-bullets' | 'max-chars' | 'min-chars' | 'max-latency-ms' | 'max-cost';
  readonly limit: number;
}

interface LanguageAssertion {
  readonly type: 'language';
  /** ISO 639-1, such as `zh`; `same` for that of what was asked. */
  readonly language: Language | typeof SAME_LANGUAGE;
}

interface SimilarityAssertion {
  readonly type: 'similar';
  /** To the answer that was given at first: from 0 to 1, as `similarity` counts. */
  readonly atLeast: number;
}

/** Those that can be told from each other; ISO 639-1. */
export const LANGUAGES = [
  'zh',
  'en',
  'ja',
  'ko',
  'ar',
  'de',
  'es',
  'fr',
  'he',
  'hi',
  'id',
  'it',
  'nl',
  'pl',
  'pt',
  'ru',
  'th',
  'tr',
  'uk',
  'vi',
] as const;
/** In place of a language: that of what was asked. */
export const SAME_LANGUAGE = 'same';
export type Language = (typeof LANGUAGES)[number];
