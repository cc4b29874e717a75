import { Check, X } from 'lucide-react';
import { Link } from 'react-router';
import type { AssertionResult, Pair } from '../../api/replay-types.js';
import { Badge } from '../../components/badge.js';
import { Panel } from '../../components/panel.js';
import { RatioBar } from '../../components/ratio-bar.js';
import { Empty, Loading, ProblemNotice } from '../../components/states.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { AnswerDiff } from '../comparison/answer-diff.js';
import '../comparison/comparison-page.css';
import { useComparison } from '../comparison/use-comparison.js';
import { InputPanel } from '../trace/input-panel.js';
import '../trace/trace-page.css';
import { useTrace } from '../trace/use-trace.js';
import { replayMessages } from './messages.js';
import { PairFigures } from './pair-figures.js';

/** A pair, in the order in which one judges it: what is wrong with it, what was asked, both answers, the figures. */
export function PairView({ pair }: { readonly pair: Pair }) {
  return (
    <>
      <PairHead pair={pair} />
      {pair.assertions.length > 0 && <Assertions assertions={pair.assertions} />}
      <div className="pair-reading">
        <Asked id={pair.traceId} />
        {pair.replayId === null ? <NotReplayed status={pair.status} /> : <Answers replayId={pair.replayId} />}
      </div>
      <PairFigures pair={pair} />
    </>
  );
}

function PairHead({ pair: { traceId, clientTraceId, replayId, similarity } }: { readonly pair: Pair }) {
  const m = useMessages(replayMessages);
  return (
    <div className="row pair-head small">
      {similarity !== null && (
        <span className="row">
          <span className="muted">{m.similarity}</span> <RatioBar ratio={similarity} />
        </span>
      )}
      <Link to={`/traces/${traceId}`}>{m.openOriginal}</Link>
      {replayId !== null && <Link to={`/traces/${replayId}`}>{m.openReplay}</Link>}
      <span className="mono muted pair-trace">{clientTraceId}</span>
    </div>
  );
}

/** Those that failed, with what they say; those that held are counted, and named when somebody wants to know. */
function Assertions({ assertions }: { readonly assertions: readonly AssertionResult[] }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const failed = assertions.filter(({ passed }) => !passed);
  const held = assertions.filter(({ passed }) => passed);
  return (
    <section className="stack pair-assertions" aria-label={m.assertions}>
      {failed.length > 0 && <AssertionList assertions={failed} />}
      {held.length > 0 && (
        <details>
          <summary className="small">{m.allPassed(format.count(held.length))}</summary>
          <AssertionList assertions={held} />
        </details>
      )}
    </section>
  );
}

function AssertionList({ assertions }: { readonly assertions: readonly AssertionResult[] }) {
  const m = useMessages(replayMessages);
  return (
    <ul className="assertion-list">
      {assertions.map(({ name, type, passed, message }) => (
        <li key={`${type} ${name}`}>
          <Badge tone={passed ? 'good' : 'bad'}>
            {passed ? <Check aria-hidden="true" /> : <X aria-hidden="true" />}
            {name}
            <span className="visually-hidden"> {m.verdicts[passed ? 'pass' : 'fail']}</span>
          </Badge>{' '}
          {message !== undefined && <span className="small">{message}</span>}
        </li>
      ))}
    </ul>
  );
}

function Asked({ id }: { readonly id: string }) {
  const { data, error } = useTrace(id);
  if (data !== undefined) return <InputPanel trace={data} />;
  return error === null ? <Loading /> : <ProblemNotice error={error} />;
}

function Answers({ replayId }: { readonly replayId: string }) {
  const m = useMessages(replayMessages);
  const { data, error, refetch } = useComparison(replayId);
  if (data === undefined) {
    return error === null ? <Loading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />;
  }
  return (
    <Panel title={m.answers}>
      <AnswerDiff comparison={data} />
    </Panel>
  );
}

function NotReplayed({ status }: { readonly status: Pair['status'] }) {
  const m = useMessages(replayMessages);
  return <Empty title={m.notReplayed}>{m.notReplayedHint[status]}</Empty>;
}
