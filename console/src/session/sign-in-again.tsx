import { useId, useLayoutEffect, useRef } from 'react';
import { Button } from '../components/button.js';
import { useMessages } from '../i18n/language.js';
import { sessionMessages } from './messages.js';
import { type SessionEnd, endSession } from './session.js';
import { SignInPage } from './sign-in-page.js';

interface SignInAgainProps {
  readonly ended: SessionEnd | null;
  /** The user whose pages wait. */
  readonly keptFor: string;
}

/**
 * The sign-in page over pages that wait. A modal dialog of the browser's, because one of theirs may be open: whatever
 * was opened before it cannot be reached, and it cannot be closed but by signing in, or by giving up what waits.
 */
export function SignInAgain({ ended, keptFor }: SignInAgainProps) {
  const m = useMessages(sessionMessages);
  const reasonId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return undefined;
    show(element);
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="sign-in-again"
      aria-label={m.title}
      aria-describedby={reasonId}
      onCancel={(event) => event.preventDefault()}
      // A second Escape closes it whatever was said to the first.
      onClose={({ currentTarget }) => show(currentTarget)}
    >
      <SignInPage
        ended={ended}
        reasonId={reasonId}
        kept={<p className="sign-in-kept">{m.keptFor(keptFor)}</p>}
      >
        <Button kind="plain" className="sign-in-forget" onClick={() => endSession('signed-out')}>
          {m.forget}
        </Button>
      </SignInPage>
    </dialog>
  );
}

function show(dialog: HTMLDialogElement): void {
  if (dialog.open) return;
  dialog.showModal();
  dialog.querySelector('input')?.focus();
}
