import type { Change } from '../../api/change-types.js';
import { Badge } from '../../components/badge.js';
import { When } from '../../components/when.js';
import { useMessages } from '../../i18n/language.js';
import { changeMessages } from './messages.js';

interface SourceBadgeProps {
  readonly source: keyof (typeof changeMessages)['en']['sources'];
  /** Why the newest change, or a part of it, is ignored. */
  readonly ignored: string | null;
}

/** Where something comes from, and whether a change of it is ignored. */
export function SourceBadge({ source, ignored }: SourceBadgeProps) {
  const m = useMessages(changeMessages);
  return (
    <span className="row">
      <Badge tone={source === 'change' ? 'accent' : 'neutral'}>{m.sources[source]}</Badge>
      {ignored !== null && (
        <Badge tone="warn" title={ignored}>
          {m.ignored}
        </Badge>
      )}
    </span>
  );
}

/** When it was changed last, by whom. */
export function LastChange({ change }: { readonly change: Change | null }) {
  const m = useMessages(changeMessages);
  if (change === null) return <span className="muted">{m.never}</span>;
  return (
    <span title={change.reason}>
      <When at={change.at} /> <span className="muted small">{change.by ?? m.nobody}</span>
    </span>
  );
}
