import { Layers, ScrollText } from 'lucide-react';
import { Link } from 'react-router';
import type { Arm, ArmTest, GuardDecision } from '../../api/route-types.js';
import { Badge, type Tone } from '../../components/badge.js';
import { ProgressBar } from '../../components/progress-bar.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { shownEvidence } from './evidence.js';
import { routesMessages } from './messages.js';

interface ArmEvidenceProps {
  readonly intent: string;
  readonly arm: Arm;
  /** Asks that each side needs before anything is decided; null where nothing decides. */
  readonly minSamples: number | null;
}

/** What speaks against an arm, metric by metric, and where to look further. */
export function ArmEvidence({ intent, arm, minSamples }: ArmEvidenceProps) {
  const m = useMessages(routesMessages);
  const title = m.evidenceOf(arm.profile);
  return (
    <section className="arm-evidence" aria-label={title}>
      <header className="row spread">
        <h3>{title}</h3>
        <ArmLinks intent={intent} profile={arm.profile} />
      </header>
      <SampleNote arm={arm} minSamples={minSamples} />
      {arm.tests.length > 0 && (
        <ul className="arm-tests">
          {arm.tests.map((test) => (
            <TestItem key={test.metric} test={test} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ArmLinks({ intent, profile }: { readonly intent: string; readonly profile: string }) {
  const m = useMessages(routesMessages);
  const search = new URLSearchParams({ intent, profile }).toString();
  return (
    <span className="row arm-links">
      <Link className="button button-plain" to={`/traces?${search}`} aria-label={m.tracesOf(profile)}>
        <ScrollText aria-hidden="true" />
        {m.traces}
      </Link>
      <Link className="button button-plain" to={`/replays/new?${search}`} aria-label={m.replayWith(profile)}>
        <Layers aria-hidden="true" />
        {m.replay}
      </Link>
    </span>
  );
}

/** Asks of which a single one moves every rate by a percentage point or more. */
const FEW = 100;

function SampleNote({ arm, minSamples }: Omit<ArmEvidenceProps, 'intent'>) {
  const m = useMessages(routesMessages);
  const format = useFormat();
  if (minSamples !== null && arm.asks < minSamples) {
    return <p className="small">{m.tooFew(format.count(arm.asks), format.count(minSamples))}</p>;
  }
  if (arm.asks < FEW) return <p className="small">{m.smallSample(format.count(arm.asks))}</p>;
  return null;
}

const LOOKS: Readonly<
  Record<GuardDecision, { readonly tone: Tone; readonly bar: 'accent' | 'bad' | 'muted' }>
> = {
  'too-few': { tone: 'neutral', bar: 'muted' },
  watching: { tone: 'info', bar: 'accent' },
  worse: { tone: 'bad', bar: 'bad' },
  'no-baseline': { tone: 'warn', bar: 'muted' },
};

function TestItem({ test }: { readonly test: ArmTest }) {
  const m = useMessages(routesMessages);
  const format = useFormat();
  const { metric, bad, of, baselineBad, baselineOf, evidence, needed, decision } = test;
  const words = m.evidence(format.figure(evidence), format.figure(needed));
  return (
    <li>
      <span className="arm-test-name">{m.metrics[metric]}</span>
      <ProgressBar
        label={m.metrics[metric]}
        value={shownEvidence(evidence, needed)}
        max={1}
        text={words}
        tone={LOOKS[decision].bar}
      />
      <Badge tone={LOOKS[decision].tone}>{m.decisions[decision]}</Badge>
      <span className="arm-test-counts muted numeric">
        {m.counts(format.count(bad), format.count(of), format.count(baselineBad), format.count(baselineOf))}
        {' · '}
        {words}
      </span>
    </li>
  );
}
