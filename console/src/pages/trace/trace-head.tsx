import { RotateCcw, Search } from 'lucide-react';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import type { Trace } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { CopyButton } from '../../components/copy-button.js';
import { FeedbackBadge } from '../../components/feedback-badge.js';
import { StatusBadge } from '../../components/status-badge.js';
import { useMessages } from '../../i18n/language.js';
import { ReplayDialog } from '../comparison/replay-dialog.js';
import { traceMessages } from './messages.js';

/** Which trace it is, how it ended, and what can be done with it. */
export function TraceHead({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  const [replaying, setReplaying] = useState(false);
  const noteId = useId();
  const replayable = trace.input !== null;
  return (
    <>
      <div className="page-head">
        <div className="row">
          <h1 className="mono trace-title">{trace.traceId}</h1>
          <CopyButton text={trace.traceId} label={m.copyId} iconOnly />
          <TraceBadges trace={trace} />
        </div>
        <div className="row">
          <Link
            className="button button-secondary"
            to={`/traces?traceId=${encodeURIComponent(trace.traceId)}`}
          >
            <Search aria-hidden="true" />
            {m.sameTraceId}
          </Link>
          {!replayable && (
            <span id={noteId} className="muted small">
              {m.notReplayable}
            </span>
          )}
          <Button
            kind="primary"
            disabled={!replayable}
            aria-describedby={replayable ? undefined : noteId}
            onClick={() => setReplaying(true)}
          >
            <RotateCcw aria-hidden="true" />
            {m.replayWith}
          </Button>
        </div>
      </div>
      <ReplayNote trace={trace} />
      {replaying && (
        <ReplayDialog
          id={trace.id}
          recordedProfile={trace.profile}
          intent={trace.intent}
          onClose={() => setReplaying(false)}
        />
      )}
    </>
  );
}

function TraceBadges({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  const { status, cached, degraded, truncated, feedback } = trace;
  return (
    <>
      <StatusBadge status={status} />
      {cached && <Badge>{m.cached}</Badge>}
      {degraded && <Badge tone="warn">{m.degraded}</Badge>}
      {truncated && <Badge tone="warn">{m.truncated}</Badge>}
      {feedback !== null && <FeedbackBadge rating={feedback.rating} />}
    </>
  );
}

function ReplayNote({ trace: { id, replayOf, batchId } }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  if (replayOf === null) return null;
  return (
    <p className="note row">
      <span>{m.isReplay}</span>
      <Link to={`/traces/${id}/comparison`}>{m.compare}</Link>
      <Link to={`/traces/${replayOf}`}>{m.original}</Link>
      {batchId !== null && <Link to={`/replays/${batchId}`}>{m.batch}</Link>}
    </p>
  );
}
