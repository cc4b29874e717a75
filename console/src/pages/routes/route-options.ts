import type { Option } from '../../components/field.js';
import type { FieldErrors } from '../changes/field-errors.js';
import type { RouteDraft } from './route-draft.js';

export interface RouteFieldsProps {
  readonly draft: RouteDraft;
  /** Profiles that may serve the intent here. */
  readonly allowed: readonly string[];
  readonly errors: FieldErrors;
  readonly onEdit: (parts: Partial<RouteDraft>) => void;
}

/**
 * Also one that may no longer serve is shown where it does.
 * @param none what the empty choice says
 */
export function optionsOf(allowed: readonly string[], chosen: string, none: string): Option[] {
  const names = [...new Set([...allowed, ...(chosen === '' ? [] : [chosen])])];
  return [{ value: '', text: none }, ...names.map((name) => ({ value: name, text: name }))];
}
