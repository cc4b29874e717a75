import { ArrowRight } from 'lucide-react';
import type { ChangeKind } from '../../api/change-types.js';
import { useMessages } from '../../i18n/language.js';
import './changes.css';
import { type Difference, type DiffLine, differencesOf } from './differences.js';
import { changeMessages } from './messages.js';
import { useTraits } from './use-traits.js';

interface DifferenceListProps {
  readonly kind: ChangeKind;
  /** Null: nothing was there. */
  readonly before: object | null;
  readonly after: object | null;
  /** Said when both are the same. */
  readonly none?: string;
}

/** What differs between two routes or flags, before → after. */
export function DifferenceList({ kind, before, after, none }: DifferenceListProps) {
  const m = useMessages(changeMessages);
  const traits = useTraits(kind);
  const differences = differencesOf(traits(before), traits(after));
  if (differences.length === 0) return <p className="muted small">{none ?? m.noDifference}</p>;
  return (
    <dl className="differences">
      {differences.map((difference) => (
        <div key={difference.name} data-kind={'lines' in difference ? 'json' : 'words'}>
          <dt>{difference.name}</dt>
          <dd>
            <DifferenceView difference={difference} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function DifferenceView({ difference }: { readonly difference: Difference }) {
  const m = useMessages(changeMessages);
  if ('lines' in difference) return <JsonLines lines={difference.lines} />;
  return (
    <>
      <span className="visually-hidden">{m.before}: </span>
      <span className="difference-before">{difference.before ?? m.nothingBefore}</span>{' '}
      <ArrowRight aria-hidden="true" />
      <span className="visually-hidden">{m.after}: </span>
      <strong>{difference.after ?? m.nothingBefore}</strong>
    </>
  );
}

const SIGNS: Readonly<Record<DiffLine['type'], string>> = { same: ' ', removed: '−', added: '+' };

function JsonLines({ lines }: { readonly lines: readonly DiffLine[] }) {
  return (
    <pre className="json-lines">
      {lines.map(({ type, text }, index) => (
        // eslint-disable-next-line react/no-array-index-key -- lines have no ids, and stay in their order
        <span key={index} data-type={type}>
          <span aria-hidden="true">{SIGNS[type]} </span>
          <JsonLine type={type} text={text} />
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

function JsonLine({ type, text }: DiffLine) {
  if (type === 'removed') return <del>{text}</del>;
  if (type === 'added') return <ins>{text}</ins>;
  return text;
}
