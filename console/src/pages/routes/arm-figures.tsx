import { ThumbsDown, ThumbsUp } from 'lucide-react';
import type { Arm } from '../../api/route-types.js';
import { Badge } from '../../components/badge.js';
import { NOTHING, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { routesMessages } from './messages.js';
import './routes.css';

interface ArmFiguresProps {
  readonly baseline: Arm;
  readonly arms: readonly Arm[];
}

/** The arms beside each other: a table of its own, as it has an arm a column, however narrow the screen is. */
export function ArmFigures({ baseline, arms }: ArmFiguresProps) {
  const m = useMessages(routesMessages);
  const format = useFormat();
  const all = [baseline, ...arms];
  return (
    // Many arms are scrolled, by keyboard too.
    <section className="arms-frame" tabIndex={0} aria-label={m.figures}>
      <table className="arms">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">{m.figure}</span>
            </th>
            {all.map((arm) => (
              <th key={arm.profile} scope="col">
                {arm.profile}
                <span className="row">
                  <span className="muted numeric">{format.percent(arm.percent / 100)}</span>
                  {arm === baseline && <Badge>{m.baseline}</Badge>}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((name) => (
            <tr key={name}>
              <th scope="row" title={name === 'slow' ? m.slowHint : undefined}>
                {m.figureNames[name]}
              </th>
              {all.map((arm) => (
                <td key={arm.profile} className="numeric">
                  <ArmFigure name={name} arm={arm} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const FIGURES = ['asks', 'failures', 'contract', 'p50', 'p95', 'slow', 'votes'] as const;

interface ArmFigureProps {
  readonly name: (typeof FIGURES)[number];
  readonly arm: Arm;
}

function ArmFigure({ name, arm }: ArmFigureProps) {
  const format = useFormat();
  switch (name) {
    case 'asks':
      return format.count(arm.asks);
    case 'failures':
      return <Rate count={arm.failures} of={arm.asks} />;
    case 'contract':
      return <Rate count={arm.contractFailures} of={arm.asks} />;
    case 'p50':
      return format.ms(arm.p50Ms);
    case 'p95':
      return format.ms(arm.p95Ms);
    case 'slow':
      return <Rate count={arm.slow} of={arm.asks} />;
    case 'votes':
      return <Votes arm={arm} />;
  }
}

/** With the count it comes from, which says how much it means. */
function Rate({ count, of }: { readonly count: number; readonly of: number }) {
  const format = useFormat();
  if (of === 0) return NOTHING;
  return (
    <>
      {format.percent(count / of)} <span className="muted">({format.count(count)})</span>
    </>
  );
}

function Votes({ arm: { up, down } }: { readonly arm: Arm }) {
  const m = useMessages(routesMessages);
  const format = useFormat();
  return (
    <>
      <span className="visually-hidden">{m.votes(format.count(up), format.count(down))}</span>
      <span className="votes" aria-hidden="true">
        {format.count(up)} <ThumbsUp /> {format.count(down)} <ThumbsDown />
      </span>
    </>
  );
}
