import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { callAs } from '../api/client.js';
import { Problem } from '../api/problem.js';
import type { ProfileList } from '../api/types.js';
import { Button } from '../components/button.js';
import { TextField } from '../components/field.js';
import { ProblemNotice } from '../components/states.js';
import { useMessages } from '../i18n/language.js';
import { LanguageSwitch } from '../layout/language-switch.js';
import { Logo } from '../layout/logo.js';
import { ThemeSwitch } from '../layout/theme-switch.js';
import { sessionMessages } from './messages.js';
import { type SessionEnd, beginSession } from './session.js';
import './sign-in-page.css';
import { tokenIn } from './token-in.js';

const COMMAND = 'npm run --silent token -- --user me --operator';

interface SignInPageProps {
  readonly ended: SessionEnd | null;
  /** Of the element that says why one is to sign in. */
  readonly reasonId?: string;
  /** Said beside why the session has ended. */
  readonly kept?: ReactNode;
  /** Below the form and its hints. */
  readonly children?: ReactNode;
}

export function SignInPage({ ended, reasonId, kept, children }: SignInPageProps) {
  const m = useMessages(sessionMessages);
  return (
    <div className="sign-in">
      <header className="sign-in-bar">
        <LanguageSwitch />
        <ThemeSwitch />
      </header>
      <main className="sign-in-card">
        <Logo />
        <h1>{m.title}</h1>
        <p className="muted">{m.intro}</p>
        <div id={reasonId}>
          {ended !== null && <output className="sign-in-ended">{m.ended[ended]}</output>}
          {kept}
        </div>
        <SignInForm />
        <p className="sign-in-hint muted">
          {m.hint} <code>{COMMAND}</code>
        </p>
        <p className="sign-in-hint muted">{m.kept}</p>
        {children}
      </main>
    </div>
  );
}

function SignInForm() {
  const m = useMessages(sessionMessages);
  const [token, setToken] = useState('');
  const signIn = useMutation({
    mutationFn: (candidate: string) => callAs<ProfileList>(candidate, 'profiles'),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() === '') return;
    // Told to this form alone: a check that outlives it signs nobody in who has given that up.
    signIn.mutate(tokenIn(token), { onSuccess: (_profiles, candidate) => beginSession(candidate) });
  };
  return (
    <form onSubmit={submit} className="sign-in-form">
      <TextField
        label={m.token}
        type="password"
        autoComplete="off"
        spellCheck={false}
        required
        // eslint-disable-next-line jsx-a11y/no-autofocus -- there is nothing else to do on this page
        autoFocus
        onPaste={(event) => {
          event.preventDefault();
          setToken(tokenIn(event.clipboardData.getData('text')));
        }}
        value={token}
        onChange={setToken}
      />
      {signIn.error !== null && <SignInError error={signIn.error} />}
      <Button type="submit" kind="primary" disabled={signIn.isPending}>
        {signIn.isPending ? m.checking : m.submit}
      </Button>
    </form>
  );
}

function SignInError({ error }: { readonly error: Error }) {
  const m = useMessages(sessionMessages);
  if (!(error instanceof Problem)) return <ProblemNotice error={error} />;
  if (error.code === 'OPERATOR_ONLY') return <ProblemNotice error={error} title={m.notOperator} />;
  if (error.code === 'TOKEN_EXPIRED') return <ProblemNotice error={error} title={m.tokenExpired} />;
  if (error.unauthenticated) return <ProblemNotice error={error} title={m.refused} />;
  return <ProblemNotice error={error} />;
}
