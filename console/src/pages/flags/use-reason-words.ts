import { useMessages } from '../../i18n/language.js';
import { flagsMessages } from './messages.js';

/** Why somebody got a variant, in words; what OpenFeature calls otherwise stays as it is. */
export function useReasonWords(): (reason: string) => string {
  const words: Readonly<Record<string, string>> = useMessages(flagsMessages).reasons;
  return (reason) => words[reason] ?? reason;
}
