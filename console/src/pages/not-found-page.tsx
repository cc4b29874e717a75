import { Link } from 'react-router';
import { Empty } from '../components/states.js';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';

export function NotFoundPage() {
  const m = useMessages(commonMessages);
  return (
    <Empty title={m.notFound}>
      <Link to="/traces">{m.traces}</Link>
    </Empty>
  );
}
