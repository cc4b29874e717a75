export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The words of one part of the console, in every language. */
export type Messages<M> = Readonly<Record<Language, M>>;

/**
 * Declares the words of one part: `zh` must have every key of `en`, and no other. A message with something
 * to fill in is a function.
 */
export function messages<M extends object>(both: { readonly en: M; readonly zh: NoInfer<M> }): Messages<M> {
  return both;
}
