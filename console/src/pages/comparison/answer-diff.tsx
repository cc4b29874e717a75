import type { ComparedSide, Comparison, DiffPart } from '../../api/types.js';
import { Badge } from '../../components/badge.js';
import { StatusBadge } from '../../components/status-badge.js';
import { TextBlock } from '../../components/text-block.js';
import { NOTHING } from '../../i18n/format.js';
import { useMessages } from '../../i18n/language.js';
import { comparisonMessages } from './messages.js';

/** Both answers beside each other; what only one has is marked, by more than its colour. */
export function AnswerDiff({ comparison: { original, replay, diff } }: { readonly comparison: Comparison }) {
  const m = useMessages(comparisonMessages);
  const same = original.answer !== null && original.answer === replay.answer;
  return (
    <>
      <div className="sides">
        <SideView side={original} title={m.original} parts={diff} without="added" />
        <SideView side={replay} title={m.replay} parts={diff} without="removed" />
      </div>
      {diff.length > 0 && (
        <p className="diff-legend muted small">
          {same ? (
            m.same
          ) : (
            <>
              <del>{m.removed}</del> <ins>{m.added}</ins>
            </>
          )}
        </p>
      )}
    </>
  );
}

interface SideViewProps {
  readonly side: ComparedSide;
  readonly title: string;
  readonly parts: readonly DiffPart[];
  /** The parts of the other side. */
  readonly without: DiffPart['type'];
}

function SideView({ side, title, parts, without }: SideViewProps) {
  const m = useMessages(comparisonMessages);
  return (
    <section className="side" aria-label={title}>
      <header className="side-head">
        <h3>{title}</h3>
        <StatusBadge status={side.status} />
        {side.truncated && <Badge tone="warn">{m.truncated}</Badge>}
        {side.degraded && <Badge tone="warn">{m.degraded}</Badge>}
        <span className="muted small">
          {side.profile ?? NOTHING} · {side.model ?? NOTHING}
        </span>
        {side.profileDigest !== null && (
          <span className="muted small mono" title={`${m.digest} ${side.profileDigest}`}>
            {side.profileDigest.slice(0, 8)}
          </span>
        )}
      </header>
      <SideAnswer side={side} parts={parts.filter(({ type }) => type !== without)} />
    </section>
  );
}

function SideAnswer({ side, parts }: { readonly side: ComparedSide; readonly parts: readonly DiffPart[] }) {
  const m = useMessages(comparisonMessages);
  if (side.answer === null) {
    return (
      <p className="muted">
        {side.status === 'complete' ? m.notKept : m.noAnswer}
        {side.errorCode !== null && (
          <span className="mono side-error">
            {' '}
            {side.errorReason === null ? side.errorCode : `${side.errorCode} (${side.errorReason})`}
          </span>
        )}
      </p>
    );
  }
  return (
    <TextBlock>
      {parts.map(({ type, text }, index) => (
        // eslint-disable-next-line react/no-array-index-key -- parts have no ids, and stay in their order
        <DiffText key={index} type={type} text={text} />
      ))}
    </TextBlock>
  );
}

function DiffText({ type, text }: DiffPart) {
  if (type === 'removed') return <del>{text}</del>;
  if (type === 'added') return <ins>{text}</ins>;
  return <span>{text}</span>;
}
