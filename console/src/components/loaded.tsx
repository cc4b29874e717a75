import type { ReactNode } from 'react';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import './loaded.css';
import { Loading, ProblemNotice, Spinner } from './states.js';

interface LoadedProps<Data> {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: Error | null;
    readonly refetch: () => Promise<unknown>;
    readonly isPlaceholderData: boolean;
  };
  readonly children: (data: Data) => ReactNode;
}

/**
 * What a query has told. While there is nothing: that it loads, or what went wrong. What is there stays when it cannot be
 * had anew, below what went wrong; and while something else that was chosen loads it is dimmed, and said to be loading.
 */
export function Loaded<Data>({
  query: { data, error, refetch, isPlaceholderData },
  children,
}: LoadedProps<Data>) {
  return (
    <>
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Loading />}
      {data !== undefined && <Held outdated={isPlaceholderData}>{children(data)}</Held>}
    </>
  );
}

interface HeldProps {
  readonly outdated: boolean;
  readonly children: ReactNode;
}

/** The sign is beside what is busy, not in it: there nobody would be told of it. */
function Held({ outdated, children }: HeldProps) {
  const m = useMessages(commonMessages);
  return (
    <div className="loaded">
      <div className="stack loaded-data" aria-busy={outdated}>
        {children}
      </div>
      <output className="loaded-sign">
        {outdated && (
          <>
            <Spinner /> {m.loading}
          </>
        )}
      </output>
    </div>
  );
}
