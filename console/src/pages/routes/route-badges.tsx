import { Bot, ShieldCheck, ShieldOff } from 'lucide-react';
import type { IntentRoute, Route } from '../../api/route-types.js';
import { Badge } from '../../components/badge.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import { watchOf } from './shares.js';

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
  return route === null ? (
    <span className="muted small">{m.watches.nothing}</span>
  ) : (
    <WatchBadge route={route} />
  );
}

const WATCH_LOOKS = {
  off: { Icon: ShieldOff, tone: 'warn' },
  'no-baseline': { Icon: ShieldOff, tone: 'warn' },
  watching: { Icon: ShieldCheck, tone: 'info' },
} as const;

/** Whether the server watches what a route tries out. */
export function WatchBadge({ route }: { readonly route: Route }) {
  const m = useMessages(routesMessages);
  const watch = watchOf(route);
  if (watch === 'nothing') return <span className="muted small">{m.watches.nothing}</span>;
  const { Icon, tone } = WATCH_LOOKS[watch];
  return (
    <Badge tone={tone} title={watch === 'no-baseline' ? m.noBaselineHint : undefined}>
      <Icon aria-hidden="true" />
      {m.watches[watch]}
    </Badge>
  );
}
