import { ChartLine, FileCog, Flag, Layers, LogOut, ScrollText, Shuffle, Split } from 'lucide-react';
import { NavLink, Outlet } from 'react-router';
import { useProfiles } from '../api/queries.js';
import { Badge } from '../components/badge.js';
import { Button } from '../components/button.js';
import { commonMessages } from '../i18n/common-messages.js';
import { useMessages } from '../i18n/language.js';
import { endSession, useSession } from '../session/session.js';
import { claimsOf } from '../session/token-claims.js';
import { ConfigBadge } from './config-badge.js';
import { LanguageSwitch } from './language-switch.js';
import './layout.css';
import { Logo } from './logo.js';
import { ThemeSwitch } from './theme-switch.js';
import { useHeadingFocus } from './use-heading-focus.js';

const CONTENT_ID = 'content';

const PAGES = [
  { path: '/traces', name: 'traces', Icon: ScrollText },
  { path: '/replays', name: 'replays', Icon: Layers },
  { path: '/routes', name: 'routes', Icon: Split },
  { path: '/flags', name: 'flags', Icon: Flag },
  { path: '/profiles', name: 'profiles', Icon: Shuffle },
  { path: '/stats', name: 'stats', Icon: ChartLine },
  { path: '/config', name: 'config', Icon: FileCog },
] as const;

/** What stands around every page. On a narrow screen the navigation is at the bottom, where thumbs are. */
export function Layout() {
  const m = useMessages(commonMessages);
  useHeadingFocus(CONTENT_ID);
  return (
    <div className="layout">
      <a className="skip-link" href={`#${CONTENT_ID}`}>
        {m.skip}
      </a>
      <TopBar />
      <nav className="navigation" aria-label={m.navigation}>
        {PAGES.map(({ path, name, Icon }) => (
          <NavLink key={path} to={path}>
            <Icon aria-hidden="true" />
            <span className="page-name">{m[name]}</span>
            <span className="page-name-short">{m.short[name]}</span>
            {name === 'config' && <ConfigBadge />}
          </NavLink>
        ))}
      </nav>
      <main id={CONTENT_ID} className="content" tabIndex={-1}>
        <Outlet />
      </main>
    </div>
  );
}

function TopBar() {
  const m = useMessages(commonMessages);
  const { data } = useProfiles();
  const { token } = useSession();
  const { userId } = claimsOf(token ?? '');
  return (
    <header className="top-bar">
      <Logo />
      {data !== undefined && (
        <Badge tone={data.environment === 'prod' ? 'bad' : 'accent'} title={m.environment}>
          {data.environment}
        </Badge>
      )}
      <div className="top-bar-end">
        {userId !== null && <span className="top-bar-user muted small">{userId}</span>}
        <LanguageSwitch />
        <ThemeSwitch />
        <Button
          kind="plain"
          onClick={() => endSession('signed-out')}
          aria-label={m.signOut}
          title={m.signOut}
        >
          <LogOut aria-hidden="true" />
        </Button>
      </div>
    </header>
  );
}
