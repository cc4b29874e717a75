import type { Attempt } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { TextBlock } from '../../components/text-block.js';
import { type Format, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { type TraceWords, traceMessages } from './messages.js';
import type { PlacedAttempt } from './timeline-entries.js';
import { TimelineEntry } from './timeline-entry.js';

interface AttemptEntryProps {
  readonly placed: PlacedAttempt;
  /** Counted from 1. */
  readonly number: number;
  readonly lengthMs: number;
}

export function AttemptEntry({ placed, number, lengthMs }: AttemptEntryProps) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  const { attempt, fromMs } = placed;
  const tone = toneOf(attempt);
  return (
    <TimelineEntry at={format.ms(fromMs)} title={m.attempt(number, attempt.profile)} tone={tone}>
      <p className="row small muted">
        <Badge tone={tone}>{attempt.outcome}</Badge>
        <span>{saidOf(attempt, m, format).join(' · ')}</span>
      </p>
      <AttemptBar placed={placed} lengthMs={lengthMs} />
      <UnusableAnswer attempt={attempt} />
    </TimelineEntry>
  );
}

/** What could not be used of what the model said, and why: as far as it was kept. What it said is folded: it may be long. */
function UnusableAnswer({ attempt: { said, fault } }: { readonly attempt: Attempt }) {
  const m = useMessages(traceMessages);
  return (
    <>
      {fault !== undefined && (
        <p className="small">
          <span className="muted">{m.attemptFault}</span> {fault}
        </p>
      )}
      {said !== undefined && (
        <details className="more-facts">
          <summary>{m.attemptSaid}</summary>
          <TextBlock>{said}</TextBlock>
        </details>
      )}
    </>
  );
}

function toneOf({ outcome }: Attempt) {
  switch (outcome) {
    case 'ok':
      return 'good';
    case 'running':
      return 'info';
    case 'cancelled':
    case 'superseded':
      return 'neutral';
    default:
      return 'bad';
  }
}

/** In words what the bar shows, and what it cannot. */
function saidOf(attempt: Attempt, m: TraceWords, format: Format): string[] {
  const { model, gateway, way, reason, queuedMs, firstContentMs, totalMs, toolCalls = [] } = attempt;
  return [
    model,
    ...(way === undefined ? [] : [m.attemptWay(gateway === undefined ? way : `${gateway} / ${way}`)]),
    ...(reason === undefined ? [] : [reason]),
    ...(queuedMs === undefined ? [] : [m.attemptQueued(format.ms(queuedMs))]),
    ...(firstContentMs === undefined ? [] : [m.attemptFirst(format.ms(firstContentMs))]),
    m.attemptTook(format.ms(totalMs)),
    ...(toolCalls.length === 0 ? [] : [m.attemptTools(toolCalls.length)]),
    ...(attempt.corrects === true ? [m.attemptCorrects] : []),
    ...(attempt.shared === true ? [m.attemptShared] : []),
    ...(attempt.acted === true ? [m.attemptActed] : []),
  ];
}

/** Waiting, thinking and writing, beside each other. */
function AttemptBar({ placed, lengthMs }: Omit<AttemptEntryProps, 'number'>) {
  const { attempt, fromMs, toMs } = placed;
  const queuedMs = Math.min(attempt.queuedMs ?? 0, attempt.totalMs);
  const firstMs = Math.min(attempt.firstContentMs ?? attempt.totalMs, attempt.totalMs);
  const segments = [
    { kind: 'queued', from: fromMs, to: fromMs + queuedMs },
    { kind: 'thinking', from: fromMs + queuedMs, to: Math.min(fromMs + firstMs, toMs) },
    { kind: 'writing', from: Math.min(fromMs + firstMs, toMs), to: toMs },
  ];
  return (
    <div className="bar-track" aria-hidden="true">
      {segments.map(({ kind, from, to }) =>
        to > from ? (
          <span
            key={kind}
            className={`bar bar-${kind}`}
            style={{ left: percent(from, lengthMs), width: percent(to - from, lengthMs) }}
          />
        ) : null,
      )}
    </div>
  );
}

function percent(ms: number, lengthMs: number): string {
  return `${(ms / lengthMs) * 100}%`;
}
