import { ArrowDown, ArrowUp, Equal } from 'lucide-react';
import { commonMessages } from '../i18n/common-messages.js';
import { NOTHING, useFormat } from '../i18n/format.js';
import { useMessages } from '../i18n/language.js';
import './change-mark.css';
import type { Change } from './change.js';

/** A change: which way, by how much, and in a word whether that is good. */
export function ChangeMark({ change }: { readonly change: Change | null }) {
  const m = useMessages(commonMessages);
  const format = useFormat();
  if (change === null) return <span className="muted">{NOTHING}</span>;
  const { ratio, judgement } = change;
  if (judgement === 'same') {
    return (
      <span className="change muted">
        <Equal aria-hidden="true" /> {m.same}
      </span>
    );
  }
  const Icon = ratio !== null && ratio < 0 ? ArrowDown : ArrowUp;
  return (
    <span className={`change change-${judgement}`}>
      <Icon aria-hidden="true" /> {ratio !== null && format.change(ratio)}{' '}
      {judgement !== 'changed' && m[judgement]}
    </span>
  );
}
