import type { FlagState } from '../../api/flag-types.js';
import { Badge } from '../../components/badge.js';
import { useMessages } from '../../i18n/language.js';
import { flagsMessages } from './messages.js';

export function FlagStateBadge({ state }: { readonly state: FlagState }) {
  const m = useMessages(flagsMessages);
  return state === 'ENABLED' ? (
    <Badge tone="good">{m.enabled}</Badge>
  ) : (
    <Badge tone="neutral">{m.disabled}</Badge>
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
