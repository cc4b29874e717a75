import { Link } from 'react-router';
import type { Trace } from '../../api/types.js';
import { type Fact, Facts } from '../../components/facts.js';
import { Panel } from '../../components/panel.js';
import { When } from '../../components/when.js';
import { type Format, NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { type TraceWords, traceMessages } from './messages.js';

export function TraceFacts({ trace }: { readonly trace: Trace }) {
  const m = useMessages(traceMessages);
  const format = useFormat();
  return (
    <Panel title={m.facts}>
      <Facts facts={[...whatItIs(trace, m), ...figures(trace, m, format)]} />
      <details className="more-facts">
        <summary>{m.identifiers}</summary>
        <Facts facts={identifiers(trace, m)} />
      </details>
    </Panel>
  );
}

function whatItIs(trace: Trace, m: TraceWords): Fact[] {
  const { intent, userId, profile, profileHint, rollout, model, errorCode, errorReason } = trace;
  return [
    { name: m.started, value: <When at={trace.startedAt} /> },
    { name: m.intent, value: intent ?? NOTHING },
    {
      name: m.user,
      value:
        userId === null ? NOTHING : <Link to={`/traces?userId=${encodeURIComponent(userId)}`}>{userId}</Link>,
    },
    { name: m.profile, value: profile ?? NOTHING },
    ...(profileHint === null ? [] : [{ name: m.hint, value: profileHint }]),
    ...(rollout === null ? [] : [{ name: m.rollout, value: rollout.arm }]),
    { name: m.model, value: model ?? NOTHING },
    ...(errorCode === null
      ? []
      : [{ name: m.error, value: <ErrorFact code={errorCode} reason={errorReason} /> }]),
  ];
}

function ErrorFact({ code, reason }: { readonly code: string; readonly reason: string | null }) {
  return (
    <span className="error-fact">
      {code}
      {reason !== null && ` (${reason})`}
    </span>
  );
}

function figures(trace: Trace, m: TraceWords, format: Format): Fact[] {
  const { usage, charge } = trace;
  return [
    { name: m.latency, value: format.ms(trace.latencyMs) },
    { name: m.firstContent, value: format.ms(trace.firstContentMs) },
    { name: m.queued, value: format.ms(trace.queuedMs) },
    { name: m.promptTokens, value: format.count(usage?.promptTokens) },
    { name: m.completionTokens, value: format.count(usage?.completionTokens) },
    { name: m.cost, value: format.cost(trace.cost) },
    ...(charge === undefined
      ? []
      : [{ name: m.charge, value: m.chargeOf(charge.asks, format.count(charge.tokens)) }]),
  ];
}

function identifiers(trace: Trace, m: TraceWords): Fact[] {
  const facts = [
    [m.environment, trace.environment],
    [m.httpStatus, trace.httpStatus],
    [m.recordId, trace.id],
    [m.contentId, trace.contentId],
    [m.rolloutKey, trace.rollout?.key ?? null],
    [m.profileDigest, trace.profileDigest],
    [m.configDigest, trace.configDigest],
    [m.otelTraceId, trace.otelTraceId],
  ] as const;
  return facts.flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [{ name, value: <span className="mono">{value}</span> }],
  );
}
