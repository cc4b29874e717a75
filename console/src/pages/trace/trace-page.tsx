import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';

export function TracePage() {
  const m = useMessages(commonMessages);
  useTitle(m.traces);
  return (
    <div className="page-head">
      <h1>{m.traces}</h1>
    </div>
  );
}
