import { didYouMean } from './did-you-mean.js';

/** What is wrong with a flag's default; undefined when it is one of its variants. */
export function noSuchVariant(
  chosen: string,
  variants: Readonly<Record<string, unknown>>,
): string | undefined {
  if (Object.hasOwn(variants, chosen)) return undefined;
  const names = Object.keys(variants);
  return `there is no variant "${chosen}"${didYouMean(chosen, names)}; variants: ${names.join(', ')}`;
}
