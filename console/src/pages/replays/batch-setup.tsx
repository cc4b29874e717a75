import type { Batch, BatchFilter } from '../../api/replay-types.js';
import { Digest } from '../../components/digest.js';
import { type Fact, Facts } from '../../components/facts.js';
import { Panel } from '../../components/panel.js';
import { When } from '../../components/when.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';

/** What the batch was asked for, by whom, and against what. */
export function BatchSetup({ batch }: { readonly batch: Batch }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const took =
    batch.endedAt === null ? null : new Date(batch.endedAt).getTime() - new Date(batch.startedAt).getTime();
  const filterFacts = useFilterFacts(batch.filter);
  const facts: Fact[] = [
    { name: m.startedBy, value: batch.startedBy },
    { name: m.started, value: <When at={batch.startedAt} /> },
    { name: m.took, value: format.ms(took) },
    { name: m.agent, value: batch.agent === null ? m.unknownAgent : m.agents[batch.agent] },
    { name: m.eval, value: batch.eval ?? m.noEval },
    { name: m.limit, value: format.count(batch.limit) },
    { name: m.concurrency, value: format.count(batch.concurrency) },
    ...filterFacts,
    { name: m.profileDigest, value: <Digest digest={batch.profileDigest} name={m.profileDigest} /> },
    { name: m.configDigest, value: <Digest digest={batch.configDigest} name={m.configDigest} /> },
  ];
  return (
    <Panel title={m.setup}>
      <Facts facts={facts} />
    </Panel>
  );
}

function useFilterFacts({ from, to, userId, profile, status, feedback }: BatchFilter): Fact[] {
  const m = useMessages(replayMessages);
  const common = useMessages(commonMessages);
  const format = useFormat();
  const facts: (Fact | null)[] = [
    feedback === undefined ? null : { name: m.feedback, value: feedback === 'down' ? m.onlyDown : m.onlyUp },
    status === undefined ? null : { name: m.outcome, value: common.status[status] },
    profile === undefined ? null : { name: m.servedBy, value: profile },
    userId === undefined ? null : { name: m.user, value: userId },
    from === undefined ? null : { name: m.from, value: format.time(from) },
    to === undefined ? null : { name: m.to, value: format.time(to) },
  ];
  return facts.filter((fact) => fact !== null);
}
