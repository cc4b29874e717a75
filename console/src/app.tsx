import { RouterProvider } from 'react-router/dom';
import { router } from './router.js';
import { Covered } from './session/covered.js';
import { useSession } from './session/session.js';
import { SignInAgain } from './session/sign-in-again.js';
import { SignInPage } from './session/sign-in-page.js';

/**
 * Without a token there is the sign-in page at every address, so that signing in leads where one wanted to go; over the
 * pages, where somebody was at work on one of them.
 */
export function App() {
  const { token, ended, keptFor, number } = useSession();
  if (token === null && keptFor === null) return <SignInPage ended={ended} />;
  return (
    <>
      <Covered when={token === null}>
        {/* Another session has nothing of the one before. */}
        <RouterProvider key={number} router={router} />
      </Covered>
      {keptFor !== null && <SignInAgain ended={ended} keptFor={keptFor} />}
    </>
  );
}
