import { Link } from 'react-router';
import type { TraceFlag } from '../../api/types.js';
import { NOTHING } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { useReasonWords } from '../flags/use-reason-words.js';
import { traceMessages } from './messages.js';
import { TimelineEntry } from './timeline-entry.js';

/** What feature flags came to for the user, and why. */
export function FlagsEntry({ flags }: { readonly flags: readonly TraceFlag[] }) {
  const m = useMessages(traceMessages);
  const because = useReasonWords();
  if (flags.length === 0) return null;
  return (
    <TimelineEntry title={m.flags}>
      <ul className="timeline-list small">
        {flags.map(({ key, variant, reason }) => (
          <li key={key}>
            <Link className="mono" to={`/flags/${encodeURIComponent(key)}`}>
              {key}
            </Link>{' '}
            = <span className="mono">{variant ?? NOTHING}</span>{' '}
            <span className="muted">({because(reason)})</span>
          </li>
        ))}
      </ul>
    </TimelineEntry>
  );
}
