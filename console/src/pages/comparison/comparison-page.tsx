import { RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Comparison } from '../../api/types.js';
import { BackLink } from '../../components/back-link.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Loaded } from '../../components/loaded.js';
import { Panel } from '../../components/panel.js';
import { useTitle } from '../../components/use-title.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { AnswerDiff } from './answer-diff.js';
import './comparison-page.css';
import { ComparedFigures } from './compared-figures.js';
import { comparisonMessages } from './messages.js';
import { ReplayDialog } from './replay-dialog.js';
import { useTrace } from '../trace/use-trace.js';
import { useComparison } from './use-comparison.js';

/** A replay beside its original. */
export function ComparisonPage() {
  const m = useMessages(comparisonMessages);
  const { id = '' } = useParams();
  const query = useComparison(id);
  const { data } = query;
  return (
    <div className="stack">
      <BackLink to={`/traces/${data?.replayOf ?? id}`}>
        {data === undefined ? m.notAReplay : m.openOriginal}
      </BackLink>
      <Loaded query={query}>{(comparison) => <ComparisonView comparison={comparison} />}</Loaded>
    </div>
  );
}

function ComparisonView({ comparison }: { readonly comparison: Comparison }) {
  const m = useMessages(comparisonMessages);
  const format = useFormat();
  const [replaying, setReplaying] = useState(false);
  const original = useTrace(comparison.replayOf);
  useTitle(original.data === undefined ? m.title : m.documentTitle(original.data.traceId));
  return (
    <>
      <div className="page-head">
        <h1>
          {m.title}{' '}
          {original.data !== undefined && <span className="mono muted">{original.data.traceId}</span>}
        </h1>
        <div className="row">
          <Link className="button button-secondary" to={`/traces/${comparison.id}`}>
            {m.openReplay}
          </Link>
          <Button kind="primary" onClick={() => setReplaying(true)}>
            <RotateCcw aria-hidden="true" />
            {m.replayAgain}
          </Button>
        </div>
      </div>
      <Panel
        title={m.answers}
        actions={
          comparison.similarity !== null && (
            <Badge tone="info">{m.similarity(format.percent(comparison.similarity))}</Badge>
          )
        }
      >
        <AnswerDiff comparison={comparison} />
      </Panel>
      <Panel title={m.figures}>
        <ComparedFigures figures={comparison.figures} />
      </Panel>
      {replaying && (
        <ReplayDialog
          id={comparison.replayOf}
          recordedProfile={comparison.original.profile}
          intent={original.data?.intent ?? null}
          onClose={() => setReplaying(false)}
        />
      )}
    </>
  );
}
