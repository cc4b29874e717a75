import { Bot, ShieldCheck, ShieldOff } from 'lucide-react';
import type { IntentRoute } from '../../api/route-types.js';
import { Badge } from '../../components/badge.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import { isRollout } from './shares.js';

export function ServedBadge({ served }: { readonly served: boolean }) {
  const m = useMessages(routesMessages);
  return (
    <Badge tone={served ? 'good' : 'bad'} title={served ? undefined : m.notServedHint}>
      {served ? m.served : m.notServed}
    </Badge>
  );
}

/** Whether the server watches the rollout, or has taken one back. */
export function GuardBadge({ view: { route, change } }: { readonly view: IntentRoute }) {
  const m = useMessages(routesMessages);
  if (change?.action === 'auto-rollback') {
    return (
      <Badge tone="bad" title={change.reason}>
        <Bot aria-hidden="true" />
        {m.rolledBack}
      </Badge>
    );
  }
  if (route === null || !isRollout(route)) return <span className="muted small">{m.noRollout}</span>;
  const watched = route.guard !== false;
  const Icon = watched ? ShieldCheck : ShieldOff;
  return (
    <Badge tone={watched ? 'info' : 'warn'}>
      <Icon aria-hidden="true" />
      {watched ? m.watching : m.notWatching}
    </Badge>
  );
}
