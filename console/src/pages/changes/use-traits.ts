import { useCallback } from 'react';
import type { ChangeKind } from '../../api/change-types.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import type { Traits } from './differences.js';
import { flagTraits } from './flag-traits.js';
import { changeMessages } from './messages.js';
import { routeTraits } from './route-traits.js';

/** How a route or a flag is told, in the language that was chosen. Null is nothing at all. */
export function useTraits(kind: ChangeKind): (value: object | null) => Traits {
  const m = useMessages(changeMessages);
  const format = useFormat();
  return useCallback(
    (value) => (kind === 'route' ? routeTraits(value, m, format) : flagTraits(value, m)),
    [kind, m, format],
  );
}
