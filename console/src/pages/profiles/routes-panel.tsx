import { TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import type { ProfileList } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { Panel } from '../../components/panel.js';
import { ShareBar, ShareKey } from '../../components/share-bar.js';
import { Empty } from '../../components/states.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { profilesMessages } from './messages.js';
import { profileAnchor } from './profile-anchor.js';
import { type IntentShares, type Share, routesOf } from './routes.js';

/** Per intent: which profiles serve it, and how the users are divided among them. */
export function RoutesPanel({ profiles }: { readonly profiles: ProfileList }) {
  const m = useMessages(profilesMessages);
  const routes = routesOf(profiles);
  return (
    <Panel title={m.routes}>
      {routes.length === 0 ? (
        <Empty title={m.noRoutes} />
      ) : (
        <ul className="routes">
          {routes.map((route) => (
            <RouteItem key={route.intent} route={route} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RouteItem({ route: { intent, shares } }: { readonly route: IntentShares }) {
  return (
    <li className="route">
      <h3>
        <Link to={`/routes/${intent}`}>{intent}</Link>
      </h3>
      <ShareBar
        shares={shares.map(({ profile, percent }) => ({
          name: profile.name,
          percent,
          forbidden: !profile.allowed,
        }))}
      />
      <ul className="share-list">
        {shares.map((share, index) => (
          <ShareItem key={share.profile.name} share={share} index={index} />
        ))}
      </ul>
    </li>
  );
}

function ShareItem({
  share: { profile, percent, canary, targets },
  index,
}: {
  readonly share: Share;
  readonly index: number;
}) {
  const m = useMessages(profilesMessages);
  const format = useFormat();
  return (
    <li className="row">
      <ShareKey index={index} forbidden={!profile.allowed} />
      <a href={`#${profileAnchor(profile.name)}`}>{profile.name}</a>
      <strong className="numeric">{format.percent(percent / 100)}</strong>
      {canary && <Badge tone="warn">{m.canary}</Badge>}
      {targets > 0 && (
        <Badge tone="info" title={m.targetsHint}>
          {m.targets(targets)}
        </Badge>
      )}
      {!profile.allowed && (
        <Badge tone="bad" title={m.notAllowedHint}>
          <TriangleAlert aria-hidden="true" />
          {m.notAllowed}
        </Badge>
      )}
    </li>
  );
}
