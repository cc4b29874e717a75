import type { Route } from '../../api/route-types.js';
import { Badge } from '../../components/badge.js';
import { ShareBar, ShareKey } from '../../components/share-bar.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import { sharesOf } from './shares.js';
import './routes.css';

/** How a route divides its users: as a bar, and in words. */
export function RouteShares({ route }: { readonly route: Route }) {
  const m = useMessages(routesMessages);
  const format = useFormat();
  const shares = sharesOf(route);
  const targets = route.targets?.length ?? 0;
  return (
    <div className="route-shares">
      <ShareBar shares={shares.map(({ profile, percent }) => ({ name: profile, percent }))} />
      <ul>
        {shares.map(({ profile, percent, kind }, index) => (
          <li key={profile}>
            <ShareKey index={index} />
            <span className="route-profile">{profile}</span>
            <strong className="numeric">{format.percent(percent / 100)}</strong>
            {kind !== 'own' && <Badge tone="warn">{m.kinds[kind]}</Badge>}
          </li>
        ))}
        {targets > 0 && (
          <li>
            <Badge tone="info" title={m.targetsHint}>
              {m.targets(targets)}
            </Badge>
          </li>
        )}
      </ul>
    </div>
  );
}
