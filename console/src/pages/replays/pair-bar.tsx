import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Batch } from '../../api/replay-types.js';
import { BackLink } from '../../components/back-link.js';
import { Button } from '../../components/button.js';
import { useFormat } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { replayMessages } from './messages.js';

interface PairBarProps {
  readonly batch: Batch;
  readonly seq: number;
  readonly count: number;
  /** Among those that were chosen; -1 when it is none of them. */
  readonly index: number;
  readonly previous: string | null;
  readonly next: string | null;
  readonly all: string;
  readonly go: (address: string) => void;
}

/** Where one is, and the way on; it stays where it is while the pair is scrolled. */
export function PairBar({ batch, seq, count, index, previous, next, all, go }: PairBarProps) {
  const m = useMessages(replayMessages);
  const format = useFormat();
  const step = (address: string | null) => () => {
    if (address !== null) go(address);
  };
  return (
    <div className="pair-bar">
      <div className="pair-bar-title">
        <BackLink to={all}>{m.backToBatch}</BackLink>
        <h1>
          {m.pair} {format.count(seq)}{' '}
          <span className="muted pair-bar-batch">
            {batch.intent} → {batch.profile}
          </span>
        </h1>
      </div>
      <div className="row">
        <output className="muted small numeric nowrap">
          {index >= 0 && m.position(format.count(index + 1), format.count(count))}
        </output>
        <Button onClick={step(previous)} disabled={previous === null} aria-keyshortcuts="ArrowLeft k">
          <ChevronLeft aria-hidden="true" />
          {m.previous}
        </Button>
        <Button kind="primary" onClick={step(next)} disabled={next === null} aria-keyshortcuts="ArrowRight j">
          {m.next}
          <ChevronRight aria-hidden="true" />
        </Button>
      </div>
      <p className="pair-keys muted">{m.keys}</p>
    </div>
  );
}
