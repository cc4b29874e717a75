import type { ReactNode } from 'react';
import type { RoutingStep, SafetyCheck, Trace } from '../../api/types.js';
import { Badge, type Tone } from '../../components/badge.js';
import { NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { AttemptEntry } from './attempt-entry.js';
import { EventsEntry } from './events-entry.js';
import { FlagsEntry } from './flags-entry.js';
import { type TraceWords, traceMessages } from './messages.js';
import { lengthOf, placeAttempts } from './timeline-entries.js';
import { TimelineEntry } from './timeline-entry.js';
import './timeline.css';

/** What happened, from the request's arrival to its end; bars stand on one time axis. */
export function Timeline({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  const lengthMs = lengthOf(trace);
  const { safety, attempts, events, flags } = trace;
  const placed = placeAttempts(trace);
  return (
    <>
      <ol className="timeline">
        <TimelineEntry at={format.ms(0)} title={m.arrived}>
          <span className="muted small">{format.time(trace.startedAt)}</span>
        </TimelineEntry>
        <RoutedEntry trace={trace} />
        <FlagsEntry flags={flags} />
        <SafetyEntries checks={safety} side="input" />
        {placed.map((each, index) => (
          <AttemptEntry key={each.attempt.runId} placed={each} number={index + 1} lengthMs={lengthMs} />
        ))}
        {events.length > 0 && <EventsEntry events={events} lengthMs={lengthMs} />}
        <SafetyEntries checks={safety} side="answer" />
        <EndEntry trace={trace} />
      </ol>
      {attempts.length > 0 && <Legend m={m} />}
    </>
  );
}

function RoutedEntry({ trace: { routing, profile, askedIntent } }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  if (routing.length === 0 && profile === null) {
    return (
      <TimelineEntry title={m.notRouted} tone="warn">
        {askedIntent !== null && (
          <span className="small">
            <span className="muted">{m.askedIntent}</span> <span className="mono">{askedIntent}</span>
          </span>
        )}
      </TimelineEntry>
    );
  }
  // Known by their places: two may read alike where texts are not kept.
  const placed = routing.map((step, place) => ({ step, place }));
  return (
    <TimelineEntry title={profile === null ? m.notRouted : m.routed(profile)}>
      <ol className="timeline-list small">
        {placed.map(({ step, place }) => (
          <RoutingItem key={place} step={step} />
        ))}
      </ol>
    </TimelineEntry>
  );
}

function RoutingItem({ step: { rule, result, profile, position, matched } }: { readonly step: RoutingStep }) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  return (
    <li>
      <span className="muted">{ruleName(rule, m)}</span>{' '}
      <span className={matched === false ? 'mono muted' : 'mono'}>{result === '' ? profile : result}</span>
      {position !== undefined && (
        <span className="muted"> {m.standsAt(format.percent(Math.floor(position * 10) / 1000))}</span>
      )}
    </li>
  );
}

function ruleName(rule: string, { rules }: TraceWords): string {
  return Object.entries(rules).find(([known]) => known === rule)?.[1] ?? rule;
}

const VERDICT_TONES: Readonly<Record<SafetyCheck['verdict'], Tone>> = {
  pass: 'good',
  review: 'warn',
  risky: 'bad',
  unchecked: 'warn',
  failed: 'bad',
};

interface SafetyEntriesProps {
  readonly checks: readonly SafetyCheck[];
  readonly side: SafetyCheck['side'];
}

function SafetyEntries({ checks, side }: SafetyEntriesProps): ReactNode {
  const m = useMessages(traceMessages);
  const format = useFormat();
  const title = side === 'input' ? m.safetyInput : m.safetyAnswer;
  return checks
    .filter((check) => check.side === side)
    .map(({ part, verdict, label, reason, wechatTraceId, ms }) => (
      <TimelineEntry key={part} title={title(part)} tone={VERDICT_TONES[verdict]}>
        <span className="row small muted">
          <Badge tone={VERDICT_TONES[verdict]}>{m.verdicts[verdict]}</Badge>
          {format.ms(ms)}
          {label !== undefined && <span>{m.safetyLabel(label)}</span>}
          {reason !== undefined && <span className="mono">{reason}</span>}
          {wechatTraceId !== undefined && <span className="mono">{wechatTraceId}</span>}
        </span>
      </TimelineEntry>
    ));
}

const END_TONES = { complete: 'good', failed: 'bad', cancelled: 'neutral', refused: 'warn' } as const;

function EndEntry({ trace }: { readonly trace: Trace }) {
  const { status, latencyMs, errorCode, errorReason, errors } = trace;
  const m = useMessages(traceMessages);
  const format = useFormat();
  if (status === 'running') return <TimelineEntry title={m.running} tone="info" />;
  return (
    <TimelineEntry
      at={latencyMs === null ? NOTHING : format.ms(latencyMs)}
      title={m.ended[status]}
      tone={END_TONES[status]}
    >
      {errorCode !== null && (
        <span className="mono small">
          {errorReason === null ? errorCode : `${errorCode} (${errorReason})`}
        </span>
      )}
      {errors.length > 0 && <ToldErrors errors={errors} />}
    </TimelineEntry>
  );
}

/** What the client was told of the faults in what it sent. */
function ToldErrors({ errors }: Pick<Trace, 'errors'>) {
  const m = useMessages(traceMessages);
  // Known by their places: two may read alike where no pointers are kept.
  const placed = errors.map((error, place) => ({ ...error, place }));
  return (
    <ul className="timeline-list small" aria-label={m.faults}>
      {placed.map(({ pointer, message, place }) => (
        <li key={place}>
          {pointer !== '' && <span className="mono">{pointer}</span>} {message}
        </li>
      ))}
    </ul>
  );
}

function Legend({ m }: { readonly m: TraceWords }) {
  return (
    <div className="timeline-legend muted">
      <span className="legend-queued">{m.legendQueued}</span>
      <span className="legend-thinking">{m.legendThinking}</span>
      <span className="legend-writing">{m.legendWriting}</span>
      <p>{m.estimate}</p>
    </div>
  );
}
