import { useChange } from '../../api/change-queries.js';
import type { IntentRoute, Route, RouteRequest } from '../../api/route-types.js';
import { useMessages } from '../../i18n/language.js';
import { DifferenceList } from '../changes/difference-list.js';
import { ReasonDialog } from '../changes/reason-dialog.js';
import { Refusal } from '../changes/refusal.js';
import { routesMessages } from './messages.js';
import { changeableOf, promoted, takenBack } from './route-draft.js';

interface EndRolloutDialogProps {
  readonly view: IntentRoute;
  /** What is in force. */
  readonly route: Route;
  readonly end: 'promote' | 'take-back';
  readonly onClose: () => void;
}

/** The canary for everyone, or for nobody. */
export function EndRolloutDialog({ view, route, end, onClose }: EndRolloutDialogProps) {
  const m = useMessages(routesMessages);
  const change = useChange<IntentRoute, RouteRequest>(changeableOf(view).subject);
  const next = end === 'promote' ? promoted(route) : takenBack(route);
  return (
    <ReasonDialog
      title={end === 'promote' ? m.promoteTitle(next.profile) : m.takeBackTitle}
      confirm={end === 'promote' ? m.promote : m.takeBack}
      pending={change.isPending}
      onClose={onClose}
      onConfirm={(reason) =>
        change.mutate({ ...next, reason, version: view.version }, { onSuccess: onClose })
      }
    >
      <p className="muted small">
        {end === 'promote' ? m.promoteText(next.profile) : m.takeBackText(next.profile)}
      </p>
      <DifferenceList kind="route" before={route} after={next} />
      {change.error !== null && <Refusal error={change.error} />}
    </ReasonDialog>
  );
}
