import { Layers } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Problem } from '../../api/problem.js';
import { ProblemNotice } from '../../components/states.js';
import { useMessages } from '../../i18n/language.js';
import './changes.css';
import { changeMessages } from './messages.js';

export function isConflict(error: Error | null): boolean {
  return error instanceof Problem && error.code === 'CHANGE_CONFLICT';
}

export interface RefusalProps {
  readonly error: Error;
  /** What a batch replay is needed of, where one is. */
  readonly candidates?: { readonly intent: string; readonly profiles: readonly string[] } | undefined;
  /** Pointers of errors that stand at their fields. */
  readonly shown?: (pointer: string) => boolean;
}

function atNoField(): boolean {
  return false;
}

/** Why something was not changed, and what to do about it. */
export function Refusal({ error, candidates, shown = atNoField }: RefusalProps) {
  const m = useMessages(changeMessages);
  if (!(error instanceof Problem)) return <ProblemNotice error={error} title={m.refused} />;
  if (isConflict(error)) return <Notice title={m.conflict}>{m.conflictAgain}</Notice>;
  if (error.code === 'REPLAY_REQUIRED' && candidates !== undefined) {
    return (
      <Notice title={m.replayRequired}>
        <p>{error.message}</p>
        <p>{m.replayRequiredText}</p>
        <ReplayLinks {...candidates} />
      </Notice>
    );
  }
  return <ProblemNotice error={without(error, shown)} title={m.refused} />;
}

function ReplayLinks({ intent, profiles }: NonNullable<RefusalProps['candidates']>) {
  const m = useMessages(changeMessages);
  return (
    <p className="row">
      {profiles.map((profile) => (
        <Link
          key={profile}
          className="button button-secondary"
          to={`/replays/new?${new URLSearchParams({ intent, profile }).toString()}`}
        >
          <Layers aria-hidden="true" />
          {m.startReplay(profile)}
        </Link>
      ))}
    </p>
  );
}

interface NoticeProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** What one must know before going on; said aloud. */
export function Notice({ title, children }: NoticeProps) {
  return (
    <div className="change-notice" role="alert">
      <p className="change-notice-title">{title}</p>
      {children}
    </div>
  );
}

function without(problem: Problem, shown: (pointer: string) => boolean): Problem {
  const { status, code, message, traceId, errors } = problem;
  return new Problem(
    status,
    code,
    message,
    traceId,
    errors.filter(({ pointer }) => !shown(pointer)),
  );
}
