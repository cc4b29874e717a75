import type { AskFigures, Pair } from '../../api/replay-types.js';
import { Panel } from '../../components/panel.js';
import { type Format, useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { ChangeMark } from '../../components/change-mark.js';
import { type Unit, type Wish, judge } from '../../components/change.js';
import { replayMessages } from './messages.js';

interface Figure {
  readonly name:
    'firstContentMs' | 'latencyMs' | 'promptTokens' | 'completionTokens' | 'cost' | 'answerLength';
  readonly of: (figures: AskFigures) => number | null;
  readonly wish: Wish;
  readonly unit: Unit;
}

const FIGURES: readonly Figure[] = [
  { name: 'firstContentMs', of: ({ firstContentMs }) => firstContentMs, wish: 'less', unit: 'ms' },
  { name: 'latencyMs', of: ({ latencyMs }) => latencyMs, wish: 'less', unit: 'ms' },
  { name: 'promptTokens', of: ({ promptTokens }) => promptTokens, wish: 'less', unit: 'count' },
  { name: 'completionTokens', of: ({ completionTokens }) => completionTokens, wish: 'less', unit: 'count' },
  { name: 'cost', of: ({ cost }) => cost, wish: 'less', unit: 'cost' },
  { name: 'answerLength', of: ({ answerChars }) => answerChars, wish: 'neither', unit: 'count' },
];

/** The figures of both, small: they are glanced at once the answers are read. */
export function PairFigures({ pair: { original, replay } }: { readonly pair: Pair }) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  return (
    <Panel title={m.figures}>
      <dl className="pair-figures">
        {FIGURES.map(({ name, of, wish, unit }) => (
          <div key={name}>
            <dt>{m.figureNames[name]}</dt>
            <dd>{bothOf(of(original), replay === null ? null : of(replay), format[unit])}</dd>
            <dd>
              <ChangeMark change={judge(of(original), replay === null ? null : of(replay), wish, unit)} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function bothOf(before: number | null, after: number | null, format: Format['count']): string {
  return `${format(before)} → ${format(after)}`;
}
