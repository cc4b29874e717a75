import { CircleCheck, CircleX, CircleSlash, LoaderCircle } from 'lucide-react';
import type { Batch } from '../../api/replay-types.js';
import { ProgressBar } from '../../components/progress-bar.js';
import { useFormat } from '../../i18n/format.js';
import { useLanguage, useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';
import { settledOf } from './progress.js';
import { reasonIn } from './verdict-reasons.js';

/** How far the batch is, and when it is over, what came of it. Said aloud when it changes. */
export function Verdict({ batch }: { readonly batch: Batch }) {
  return batch.status === 'running' ? <Running batch={batch} /> : <Over batch={batch} />;
}

function Running({ batch }: { readonly batch: Batch }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const { total, failed } = batch.progress;
  const settled = settledOf(batch.progress);
  const text = m.progressOf(format.count(settled), format.count(total));
  return (
    <section className="verdict verdict-running" aria-label={m.progress}>
      <LoaderCircle aria-hidden="true" className="verdict-icon" />
      <div className="verdict-text">
        <p className="verdict-title">
          {m.running} <span className="numeric">{text}</span>
        </p>
        <ProgressBar label={m.progress} value={settled} max={total} text={text} />
        <p className="small">
          {failed > 0 && <strong>{m.failures(format.count(failed))}. </strong>}
          {m.runningHint}
        </p>
      </div>
    </section>
  );
}

function Over({ batch }: { readonly batch: Batch }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const { language } = useLanguage();
  const { verdict, progress, summary } = batch;
  const look = verdict ?? 'none';
  const { Icon, title } = {
    pass: { Icon: CircleCheck, title: m.passed },
    fail: { Icon: CircleX, title: m.failedVerdict },
    none: { Icon: CircleSlash, title: m.noVerdict },
  }[look];
  const reasons = summary?.reasons ?? [];
  return (
    <section className={`verdict verdict-${look}`} aria-label={m.verdict}>
      <Icon aria-hidden="true" className="verdict-icon" />
      <div className="verdict-text">
        <output className="verdict-title">{title}</output>
        {reasons.length > 0 ? (
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reasonIn(language, reason)}</li>
            ))}
          </ul>
        ) : (
          <p className="small">{hintOf(batch, m)}</p>
        )}
        <p className="small">
          {m.replayed(format.count(settledOf(progress)), format.count(progress.total))}
          {progress.failed > 0 && ` · ${m.failures(format.count(progress.failed))}`}
        </p>
      </div>
    </section>
  );
}

function hintOf({ status, verdict }: Batch, m: (typeof replayMessages)['en']): string {
  if (status === 'cancelled') return m.cancelledHint;
  if (status === 'failed') return m.failedHint;
  return verdict === 'pass' ? m.passedHint : '';
}
