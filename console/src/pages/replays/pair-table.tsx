import { Check, X } from 'lucide-react';
import { Link } from 'react-router';
import type { Pair } from '../../api/replay-types.js';
import { Badge } from '../../components/badge.js';
import { type Column, DataTable } from '../../components/data-table.js';
import { RatioBar } from '../../components/ratio-bar.js';
import { StatusBadge } from '../../components/status-badge.js';
import { NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeMark } from '../../components/change-mark.js';
import { judge } from '../../components/change.js';
import { replayMessages } from './messages.js';
import { type PairChoice, failedAssertionsOf, hasFailed, searchOfChoice } from './pairs.js';

interface PairTableProps {
  readonly batchId: string;
  readonly pairs: readonly Pair[];
  readonly choice: PairChoice;
}

export function PairTable({ batchId, pairs, choice }: PairTableProps) {
  const m = useMessages(replayMessages);
  const columns = useColumns(batchId, searchOfChoice(choice));
  return (
    <DataTable
      caption={m.results}
      columns={columns}
      rows={pairs}
      keyOf={({ seq }) => String(seq)}
      toneOf={toneOf}
    />
  );
}

function toneOf(pair: Pair): 'bad' | 'warn' | undefined {
  if (pair.status === 'failed' || (pair.replay !== null && hasFailed(pair.replay))) return 'bad';
  return failedAssertionsOf(pair).length > 0 ? 'warn' : undefined;
}

function useColumns(batchId: string, search: string): Column<Pair>[] {
  const m = useMessages(replayMessages);
  const format = useFormat();
  return [
    {
      key: 'pair',
      header: m.pair,
      card: 'title',
      cell: ({ seq, clientTraceId }) => (
        <Link to={`/replays/${batchId}/pairs/${seq}${search}`}>
          <span className="numeric">{seq}</span> <span className="mono pair-trace">{clientTraceId}</span>
        </Link>
      ),
    },
    { key: 'outcome', header: m.state, cell: (pair) => <PairOutcome pair={pair} /> },
    { key: 'similarity', header: m.similarity, cell: ({ similarity }) => <RatioBar ratio={similarity} /> },
    {
      key: 'latency',
      header: m.latency,
      cell: ({ original, replay }) => (
        <Changed
          text={format.ms(replay?.latencyMs)}
          change={judge(original.latencyMs, replay?.latencyMs ?? null, 'less', 'ms')}
        />
      ),
    },
    {
      key: 'length',
      header: m.length,
      cell: ({ original, replay }) => (
        <Changed
          text={format.count(replay?.answerChars)}
          change={judge(original.answerChars, replay?.answerChars ?? null, 'neither')}
        />
      ),
    },
    { key: 'assertions', header: m.assertions, card: 'wide', cell: (pair) => <PairAssertions pair={pair} /> },
  ];
}

function Changed({ text, change }: { readonly text: string; readonly change: ReturnType<typeof judge> }) {
  if (change === null) return <span className="muted">{text}</span>;
  return (
    <span className="changed">
      <span className="numeric nowrap">{text}</span> <ChangeMark change={change} />
    </span>
  );
}

/** The replay's outcome; the original's too when it was another one. */
export function PairOutcome({ pair }: { readonly pair: Pair }) {
  const m = useMessages(replayMessages);
  const { original, replay, status } = pair;
  if (replay === null)
    return <Badge tone={status === 'failed' ? 'bad' : 'neutral'}>{m.pairStatus[status]}</Badge>;
  return (
    <span className="row">
      {original.status !== replay.status && (
        <>
          <StatusBadge status={original.status} /> →
        </>
      )}
      <StatusBadge status={replay.status} />
      {replay.errorCode !== null && <code>{replay.errorCode}</code>}
      {replay.truncated && !original.truncated && <Badge tone="warn">{m.truncated}</Badge>}
    </span>
  );
}

/** Those that failed by name; those that held as a number. */
function PairAssertions({ pair }: { readonly pair: Pair }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const failed = failedAssertionsOf(pair);
  if (pair.assertions.length === 0) return <span className="muted">{NOTHING}</span>;
  if (failed.length === 0) {
    return (
      <span className="change muted">
        <Check aria-hidden="true" /> {m.allPassed(format.count(pair.assertions.length))}
      </span>
    );
  }
  return (
    <span className="row">
      {failed.map(({ name, type, message }) => (
        <Badge key={`${type} ${name}`} tone="bad" title={message}>
          <X aria-hidden="true" />
          {name}
        </Badge>
      ))}
    </span>
  );
}
