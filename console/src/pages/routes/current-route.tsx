import { Crown, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { IntentRoute, Route, RouteTarget } from '../../api/route-types.js';
import { Button } from '../../components/button.js';
import { Panel } from '../../components/panel.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import { EndRolloutDialog } from './end-rollout-dialog.js';
import { RouteShares } from './route-shares.js';
import { isRollout } from './shares.js';

type End = 'promote' | 'take-back';

/** What is in force, and the two ways in which a rollout ends. */
export function CurrentRoute({ view }: { readonly view: IntentRoute }) {
  const m = useMessages(routesMessages);
  const { route } = view;
  // Stays when somebody else ends the rollout meanwhile.
  const [ending, setEnding] = useState<{ readonly end: End; readonly route: Route } | null>(null);
  const actions = route !== null && isRollout(route) && (
    <Ends route={route} onEnd={(end) => setEnding({ end, route })} />
  );
  return (
    <Panel title={m.now} actions={actions}>
      {route === null ? (
        <p className="muted">{m.notServedHint}</p>
      ) : (
        <div className="stack">
          <RouteShares route={route} />
          {route.targets !== undefined && <Targets targets={route.targets} />}
          {route.salt !== undefined && (
            <p className="small">
              <span className="muted">{m.salt}</span> <code>{route.salt}</code>
            </p>
          )}
          {!view.served && <p className="muted small">{m.notServedHint}</p>}
        </div>
      )}
      {ending !== null && <EndRolloutDialog view={view} {...ending} onClose={() => setEnding(null)} />}
    </Panel>
  );
}

interface EndsProps {
  readonly route: Route;
  readonly onEnd: (end: End) => void;
}

function Ends({ route, onEnd }: EndsProps) {
  const m = useMessages(routesMessages);
  return (
    <div className="row">
      <Button onClick={() => onEnd('take-back')}>
        <Undo2 aria-hidden="true" />
        {m.takeBack}
      </Button>
      {route.canary !== undefined && (
        <Button onClick={() => onEnd('promote')}>
          <Crown aria-hidden="true" />
          {m.promote}
        </Button>
      )}
    </div>
  );
}

/** Read only: there is more to them than a form should ask. */
function Targets({ targets }: { readonly targets: readonly RouteTarget[] }) {
  const m = useMessages(routesMessages);
  return (
    <section className="route-targets" aria-label={m.targetsTitle}>
      <h3>{m.targetsTitle}</h3>
      <p className="muted small">{m.targetsHint}</p>
      <ol>
        {targets.map((target, index) => (
          // eslint-disable-next-line react/no-array-index-key -- targets have no ids, and stay in their order
          <li key={index}>
            <strong>{target.profile}</strong> <TargetWords target={target} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function TargetWords({ target: { users, appVersion, context } }: { readonly target: RouteTarget }) {
  const m = useMessages(routesMessages);
  return (
    <span className="row">
      {users !== undefined && <span title={users.join(', ')}>{m.users(users.length)}</span>}
      {appVersion !== undefined && <code>appVersion {appVersion}</code>}
      {Object.entries(context ?? {}).map(([key, values]) => (
        <code key={key}>
          {key}: {values.join(', ')}
        </code>
      ))}
    </span>
  );
}
