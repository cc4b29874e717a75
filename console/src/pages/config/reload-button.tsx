import { RefreshCw } from 'lucide-react';
import { useReload } from '../../api/config-queries.js';
import { Button } from '../../components/button.js';
import { ProblemNotice } from '../../components/states.js';
import { useMessages } from '../../i18n/language.js';
import { configMessages } from './messages.js';

/** Reads the files now, and says what came of it. */
export function ReloadButton() {
  const m = useMessages(configMessages);
  const reload = useReload();
  return (
    <>
      <span className="row">
        {reload.isSuccess && <output className="small good-text">{m.reloaded}</output>}
        <Button kind="primary" disabled={reload.isPending} onClick={() => reload.mutate()}>
          <RefreshCw aria-hidden="true" />
          {reload.isPending ? m.reloading : m.reload}
        </Button>
      </span>
      {reload.error !== null && (
        <div className="reload-problem">
          <ProblemNotice error={reload.error} title={m.rejectedTitle} />
        </div>
      )}
    </>
  );
}
