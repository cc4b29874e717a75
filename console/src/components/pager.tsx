import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { Button } from './button.js';

interface PagerProps {
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly onMore: () => void;
}

/** For lists that are paged by cursor: there is only further. */
export function Pager({ hasMore, loading, onMore }: PagerProps) {
  const m = useMessages(commonMessages);
  if (!hasMore) return null;
  return (
    <div className="row" style={{ justifyContent: 'center' }}>
      <Button onClick={onMore} disabled={loading}>
        {loading ? m.loading : m.loadMore}
      </Button>
    </div>
  );
}
