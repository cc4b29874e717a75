import { RouterProvider } from 'react-router/dom';
import { router } from './router.js';
import { useSession } from './session/session.js';
import { SignInPage } from './session/sign-in-page.js';

/** Without a token there is the sign-in page at every address, so that signing in leads where one wanted to go. */
export function App() {
  const session = useSession();
  return session.token === null ? <SignInPage ended={session.ended} /> : <RouterProvider router={router} />;
}
