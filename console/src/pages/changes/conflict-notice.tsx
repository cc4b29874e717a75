import type { ReactNode } from 'react';
import { When } from '../../components/when.js';
import { useMessages } from '../../i18n/language.js';
import { DifferenceList } from './difference-list.js';
import { changeMessages } from './messages.js';
import { Notice } from './refusal.js';
import type { Changeable } from './subject.js';

interface ConflictNoticeProps {
  /** What was in force when the operator began. */
  readonly seen: object | null;
  readonly now: Changeable;
  /** How to go on. */
  readonly children: ReactNode;
}

/** Somebody else was faster: what they did, and how to go on. */
export function ConflictNotice({ seen, now, children }: ConflictNoticeProps) {
  const m = useMessages(changeMessages);
  return (
    <Notice title={m.conflict}>
      {now.change !== null && (
        <p>
          {m.version(now.version)} · {now.change.by ?? m.nobody} · <When at={now.change.at} />: “
          {now.change.reason}”
        </p>
      )}
      <p>{m.conflictText}</p>
      <DifferenceList kind={now.subject.kind} before={seen} after={now.current} />
      {children}
    </Notice>
  );
}
