import { RotateCcw, Square } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { useBatch, useCancelBatch } from '../../api/replay-queries.js';
import type { Batch } from '../../api/replay-types.js';
import { BackLink } from '../../components/back-link.js';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { Loading, ProblemNotice } from '../../components/states.js';
import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { AssertionTable } from './assertion-table.js';
import { BatchSetup } from './batch-setup.js';
import { BatchFigures } from './batch-figures.js';
import { replayMessages } from './messages.js';
import { PairsPanel } from './pairs-panel.js';
import { formSearchOf } from './replay-form.js';
import { Verdict } from './verdict.js';
import './replays-page.css';

export function BatchPage() {
  const m = useMessages(replayMessages);
  const { id = '' } = useParams();
  const { data, error, refetch } = useBatch(id);
  useTitle(data === undefined ? m.batch : `${data.intent} → ${data.profile}`);
  if (data === undefined) {
    return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className="stack">
      <BatchHead batch={data} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <Verdict batch={data} />
      {data.summary !== null && (
        <div className="batch-tables">
          <BatchFigures outcome={data.summary} />
          <div className="stack">
            {data.summary.assertions.length > 0 && <AssertionTable assertions={data.summary.assertions} />}
            <BatchSetup batch={data} />
          </div>
        </div>
      )}
      <PairsPanel batch={data} />
      {data.summary === null && <BatchSetup batch={data} />}
    </div>
  );
}

function BatchHead({ batch }: { readonly batch: Batch }) {
  const common = useMessages(commonMessages);
  const m = useMessages(replayMessages);
  return (
    <div className="page-head">
      <div>
        <BackLink to="/replays">{common.replays}</BackLink>
        <h1>
          {batch.intent} → {batch.profile}
        </h1>
      </div>
      {batch.status === 'running' ? (
        <CancelButton id={batch.id} />
      ) : (
        <Link to={`/replays/new${searchOf(batch)}`} className="button button-secondary">
          <RotateCcw aria-hidden="true" />
          {m.again}
        </Link>
      )}
    </div>
  );
}

/** The form as this batch had it; its time bounds, which were those of that day, are left to be chosen anew. */
function searchOf({ intent, profile, eval: name, limit, concurrency, filter }: Batch): string {
  return formSearchOf({
    intent,
    profile,
    limit: String(limit),
    concurrency: String(concurrency),
    eval: name ?? '',
    feedback: filter.feedback ?? '',
    status: filter.status ?? '',
    servedBy: filter.profile ?? '',
    userId: filter.userId ?? '',
  });
}

function CancelButton({ id }: { readonly id: string }) {
  const m = useMessages(replayMessages);
  const [asking, setAsking] = useState(false);
  const cancel = useCancelBatch(id);
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        <Square aria-hidden="true" />
        {m.cancelBatch}
      </Button>
      {asking && (
        <Dialog title={m.cancelTitle} onClose={() => setAsking(false)}>
          <p>{m.cancelText}</p>
          {cancel.error !== null && <ProblemNotice error={cancel.error} />}
          <div className="dialog-actions">
            <Button onClick={() => setAsking(false)}>{m.keepRunning}</Button>
            <Button
              kind="danger"
              disabled={cancel.isPending}
              onClick={() => cancel.mutate(undefined, { onSuccess: () => setAsking(false) })}
            >
              {m.cancelBatch}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
