import type { IntentRoute, Route } from '../../api/route-types.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeForm } from '../changes/change-form.js';
import type { FieldErrors } from '../changes/field-errors.js';
import { useChangeForm } from '../changes/use-change-form.js';
import { routesMessages } from './messages.js';
import { WatchBadge } from './route-badges.js';
import { bodyOf, changeableOf, draftOf, faultsOf, onTrial, type RouteDraft, routeOf } from './route-draft.js';
import { RouteFields } from './route-fields.js';
import { RouteShares } from './route-shares.js';
import { TermsFields } from './terms-fields.js';

/** Changes who serves an intent. */
export function RouteEditor({ view }: { readonly view: IntentRoute }) {
  const m = useMessages(routesMessages);
  const { seen, draft, edit, form } = useChangeForm({
    view,
    changeableOf,
    draftOf,
    valueOf: routeOf,
    bodyOf,
    faultsOf: useFaultWords(),
    fieldOf,
  });
  const { errors } = form;
  const next = routeOf(draft, seen);
  return (
    <ChangeForm
      form={form}
      title={m.change}
      confirm={m.submit}
      preview={<Outcome route={next} />}
      terms={<TermsFields intent={view.intent} draft={draft} errors={errors} onEdit={edit} />}
      candidates={{ intent: view.intent, profiles: onTrial(seen.route, next) }}
    >
      <RouteFields draft={draft} next={next} allowed={view.allowed} errors={errors} onEdit={edit} />
    </ChangeForm>
  );
}

function useFaultWords(): (draft: RouteDraft) => FieldErrors {
  const { faults } = useMessages(routesMessages);
  return (draft) =>
    Object.fromEntries(Object.entries(faultsOf(draft)).map(([pointer, fault]) => [pointer, faults[fault]]));
}

const FIELDS =
  /^\/(?:profile|requires\/eval|canary\/(?:profile|percent)|variants\/\d+\/(?:profile|percent)|guard\/(?:minSamples|falseAlarms|margin|latency\/(?:factor|ms)))$/;

function fieldOf(pointer: string): string | undefined {
  return FIELDS.test(pointer) ? pointer : undefined;
}

/** How the users will be divided, and whether the server looks after them. */
function Outcome({ route }: { readonly route: Route }) {
  return (
    <>
      <RouteShares route={route} />
      <div>
        <WatchBadge route={route} />
      </div>
    </>
  );
}
