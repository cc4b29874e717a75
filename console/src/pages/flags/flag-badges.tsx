import type { Flag, FlagState } from '../../api/flag-types.js';
import { Badge } from '../../components/badge.js';
import { useMessages } from '../../i18n/language.js';
import { flagsMessages } from './messages.js';

/** Whether a flag decides anything at all; not to be taken for the value that it gives. */
export function FlagStateBadge({ state }: { readonly state: FlagState }) {
  const m = useMessages(flagsMessages);
  return state === 'ENABLED' ? (
    <Badge title={m.enableHint}>{m.enabled}</Badge>
  ) : (
    <Badge tone="warn" title={m.enableHint}>
      {m.disabled}
    </Badge>
  );
}

/** Which variant users get, as far as that can be said of all of them. */
export function GivenVariant({ flag }: { readonly flag: Flag }) {
  const m = useMessages(flagsMessages);
  const { state, defaultVariant, targeting } = flag;
  if (state === 'DISABLED' || defaultVariant === null) return <Badge>{m.codeDefault}</Badge>;
  return (
    <span className="row">
      <Badge tone="accent" title={targeting === null ? undefined : m.defaultVariantHint}>
        {defaultVariant}
      </Badge>
      <span className="muted small">{targeting === null ? m.toEverybody : m.untargeted}</span>
    </span>
  );
}

export function ClientBadge({ client }: { readonly client: boolean }) {
  const m = useMessages(flagsMessages);
  return client ? (
    <Badge tone="info" title={m.clientHint}>
      {m.told}
    </Badge>
  ) : (
    <span className="muted small">{m.serverOnly}</span>
  );
}
