import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../components/button.js';
import { Dialog } from '../../components/dialog.js';
import { TextField } from '../../components/field.js';
import { commonMessages } from '../../i18n/common-messages.js';
import { useMessages } from '../../i18n/language.js';
import { changeMessages } from './messages.js';
import { isReason, MAX_REASON } from './reason.js';

interface ReasonDialogProps {
  readonly title: string;
  /** What it does, and what changes. */
  readonly children: ReactNode;
  readonly confirm: string;
  readonly kind?: 'primary' | 'danger';
  /** Whether it may stay empty: what must be undone quickly needs no words. */
  readonly optional?: boolean;
  readonly pending: boolean;
  /** Whether it cannot be done any more. */
  readonly disabled?: boolean;
  readonly onConfirm: (reason: string) => void;
  readonly onClose: () => void;
}

/** Asks for a reason, and whether it is really meant. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, children, confirm, kind = 'primary', pending, onConfirm, onClose } = props;
  const { optional = false, disabled = false } = props;
  const m = useMessages(changeMessages);
  const common = useMessages(commonMessages);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const good = isReason(reason) || (optional && reason.trim() === '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (good && !pending && !disabled) onConfirm(reason.trim());
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        {children}
        <TextField
          label={optional ? m.reasonOptional : m.reason}
          value={reason}
          maxLength={MAX_REASON}
          autoComplete="off"
          error={tried && !good ? m.reasonFault : undefined}
          onChange={setReason}
        />
        <div className="dialog-actions">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" kind={kind} disabled={pending || disabled}>
            {pending ? m.working : confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
