import { useTitle } from '../../components/use-title.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';

export function ProfilesPage() {
  const m = useMessages(commonMessages);
  useTitle(m.profiles);
  return (
    <div className="page-head">
      <h1>{m.profiles}</h1>
    </div>
  );
}
