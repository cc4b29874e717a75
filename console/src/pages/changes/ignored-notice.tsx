import { TriangleAlert } from 'lucide-react';
import { useMessages } from '../../i18n/language.js';
import { changeMessages } from './messages.js';
import './changes.css';

/** The newest change does not fit the files: what the files say is in force. */
export function IgnoredNotice({ why }: { readonly why: string }) {
  const m = useMessages(changeMessages);
  return (
    <div className="change-notice">
      <p className="change-notice-title row">
        <TriangleAlert aria-hidden="true" />
        {m.ignoredTitle}
      </p>
      <p>{why}</p>
    </div>
  );
}
