import { useLocation, useParams } from 'react-router';
import type { Trace } from '../../api/types.js';
import { BackLink } from '../../components/back-link.js';
import { Loaded } from '../../components/loaded.js';
import { Panel } from '../../components/panel.js';
import { useTitle } from '../../components/use-title.js';
import { useMessages } from '../../i18n/language.js';
import { listAddressOf } from '../traces/list-state.js';
import { AnswerPanel } from './answer-panel.js';
import { InputPanel } from './input-panel.js';
import { traceMessages } from './messages.js';
import { Timeline } from './timeline.js';
import { TraceDetails } from './trace-details.js';
import { TraceFacts } from './trace-facts.js';
import { TraceHead } from './trace-head.js';
import './trace-page.css';
import { useTrace } from './use-trace.js';

export function TracePage() {
  const m = useMessages(traceMessages);
  const { id = '' } = useParams();
  const { state } = useLocation();
  const query = useTrace(id);
  useTitle(m.title(query.data?.traceId ?? id));
  return (
    <div className="stack">
      <BackLink to={listAddressOf(state)}>{m.back}</BackLink>
      <Loaded query={query}>{(trace) => <TraceView trace={trace} />}</Loaded>
    </div>
  );
}

function TraceView({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  return (
    <>
      <TraceHead trace={trace} />
      <TraceFacts trace={trace} />
      <div className="trace-columns">
        <div className="stack">
          <InputPanel trace={trace} />
          <AnswerPanel trace={trace} />
        </div>
        <Panel title={m.timeline}>
          <Timeline trace={trace} />
        </Panel>
      </div>
      <TraceDetails trace={trace} />
    </>
  );
}
