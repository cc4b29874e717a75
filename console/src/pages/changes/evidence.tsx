import { Link } from 'react-router';
import type { JsonObject } from '../../api/change-types.js';
import { JsonBlock } from '../../components/text-block.js';
import { useMessages } from '../../i18n/language.js';
import { changeMessages } from './messages.js';

/** What a change was based on: links to batches, and the rest as it is. */
export function Evidence({ evidence: { batches, ...rest } }: { readonly evidence: JsonObject }) {
  const m = useMessages(changeMessages);
  const ids = Array.isArray(batches) ? batches.filter((id) => typeof id === 'string') : [];
  return (
    <>
      {ids.length > 0 && (
        <p className="row small">
          <span className="muted">{m.basedOn}</span>
          {ids.map((id) => (
            <Link key={id} to={`/replays/${encodeURIComponent(id)}`}>
              {m.batchOf(id)}
            </Link>
          ))}
        </p>
      )}
      {Object.keys(rest).length > 0 && (
        <details className="evidence">
          <summary className="small">{m.evidence}</summary>
          <JsonBlock value={rest} label={m.evidence} />
        </details>
      )}
    </>
  );
}
