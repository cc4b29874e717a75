import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Digest } from '../../components/digest.js';
import { Loaded } from '../../components/loaded.js';
import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';

interface ChangeablesPageProps<List> {
  readonly title: string;
  readonly intro: string;
  readonly query: Pick<UseQueryResult<List>, 'data' | 'error' | 'refetch' | 'isPlaceholderData'>;
  readonly children: (list: List) => ReactNode;
}

/** All that can be changed of one kind, below the configuration in force. */
export function ChangeablesPage<List extends { readonly configDigest: string }>({
  title,
  intro,
  query,
  children,
}: ChangeablesPageProps<List>) {
  const common = useMessages(commonMessages);
  useTitle(title);
  const { data } = query;
  return (
    <div className="stack">
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          <p className="muted small">{intro}</p>
        </div>
        {data !== undefined && (
          <span className="muted small row">
            {common.config} <Digest digest={data.configDigest} name={common.config} />
          </span>
        )}
      </div>
      <Loaded query={query}>{children}</Loaded>
    </div>
  );
}
