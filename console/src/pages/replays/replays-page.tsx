import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';

export function ReplaysPage() {
  const m = useMessages(commonMessages);
  useTitle(m.replays);
  return (
    <div className="page-head">
      <h1>{m.replays}</h1>
    </div>
  );
}
