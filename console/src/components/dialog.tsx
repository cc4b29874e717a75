import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { Button } from './button.js';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A modal dialog while it is rendered. The browser's own: it keeps the focus, gives it back, and Escape closes it. The
 * focus begins at what is to be chosen, not at the button that closes it.
 */
export function Dialog({ title, onClose, children }: DialogProps) {
  const m = useMessages(commonMessages);
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const body = useRef<HTMLDivElement>(null);
  // Only a dialog that is still in the page gives the focus back when it closes: an effect would be too late.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    body.current?.querySelector<HTMLElement>('input, select, textarea, button')?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Button kind="plain" aria-label={m.close} onClick={onClose}>
          <X aria-hidden="true" />
        </Button>
      </header>
      <div ref={body} className="dialog-body">
        {children}
      </div>
    </dialog>
  );
}
