import { useState } from 'react';
import { useChange } from '../../api/change-queries.js';
import type { IntentRoute, Route, RouteRequest } from '../../api/route-types.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeDialog } from '../changes/change-dialog.js';
import { routesMessages } from './messages.js';
import { changeableOf, promoted, takenBack } from './route-draft.js';

interface EndRolloutDialogProps {
  readonly view: IntentRoute;
  /** What was in force when the dialog opened. */
  readonly route: Route;
  readonly end: 'promote' | 'take-back';
  readonly onClose: () => void;
}

/** The canary for everyone, or for nobody. */
export function EndRolloutDialog({ view, route, end, onClose }: EndRolloutDialogProps) {
  const m = useMessages(routesMessages);
  const now = changeableOf(view);
  const [seen] = useState(now);
  const change = useChange<IntentRoute, RouteRequest>(seen.subject);
  const next = end === 'promote' ? promoted(route) : takenBack(route);
  return (
    <ChangeDialog
      title={end === 'promote' ? m.promoteTitle(next.profile) : m.takeBackTitle}
      confirm={end === 'promote' ? m.promote : m.takeBack}
      seen={seen}
      now={now}
      after={next}
      sent={change}
      onClose={onClose}
      onConfirm={(reason) =>
        change.mutate({ ...next, reason, version: seen.version }, { onSuccess: onClose })
      }
    >
      <p className="muted small">
        {end === 'promote' ? m.promoteText(next.profile) : m.takeBackText(next.profile)}
      </p>
    </ChangeDialog>
  );
}
