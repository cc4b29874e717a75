import type { ReactNode } from 'react';
import { Problem } from '../api/problem.js';
import { type CommonWords, commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { Button } from './button.js';
import './states.css';

export function Loading() {
  const m = useMessages(commonMessages);
  return (
    <output className="state muted">
      <Spinner /> {m.loading}
    </output>
  );
}

/** Something goes on; words beside it say what. */
export function Spinner() {
  return <span className="spinner" aria-hidden="true" />;
}

interface EmptyProps {
  readonly title: string;
  /** What to do about it. */
  readonly children?: ReactNode;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div className="state empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="muted">{children}</div>}
    </div>
  );
}

interface ProblemNoticeProps {
  readonly error: Error;
  /** Instead of the general one. */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** Of what no server has told. */
function ownWords(problem: Problem | undefined, m: CommonWords): string | undefined {
  if (problem?.code === 'NO_ANSWER') return m.noAnswer;
  return problem?.code === 'NOT_SIGNED_IN' ? m.notSignedIn : undefined;
}

/** What went wrong, in the server's words, and by which id its log tells more. */
export function ProblemNotice({ error, title, onRetry }: ProblemNoticeProps) {
  const m = useMessages(commonMessages);
  const problem = error instanceof Problem ? error : undefined;
  return (
    <div className="problem" role="alert">
      <p className="problem-title">{title ?? m.failed}</p>
      <p>{ownWords(problem, m) ?? error.message}</p>
      {problem?.errors.map(({ pointer, message }) => (
        <p key={`${pointer} ${message}`}>
          <code>{pointer}</code> {message}
        </p>
      ))}
      {problem !== undefined && problem.status !== 0 && (
        <p className="problem-facts mono">
          {problem.code}
          {problem.traceId !== null && ` · traceId ${problem.traceId}`}
        </p>
      )}
      {onRetry !== undefined && <Button onClick={onRetry}>{m.retry}</Button>}
    </div>
  );
}
