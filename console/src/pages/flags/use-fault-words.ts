import { useMessages } from '../../i18n/language.js';
import type { JsonFault } from './json-text.js';
import { flagsMessages } from './messages.js';

/** What is wrong with JSON that was typed, in words. */
export function useFaultWords(): (fault: JsonFault) => string {
  const { faults } = useMessages(flagsMessages);
  return (fault) => (fault.kind === 'syntax' ? faults.syntax(fault.line, fault.column) : faults.object);
}
