import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';

export function StatsPage() {
  const m = useMessages(commonMessages);
  useTitle(m.stats);
  return (
    <div className="page-head">
      <h1>{m.stats}</h1>
    </div>
  );
}
