import { createBrowserRouter, Navigate } from 'react-router';
import { Layout } from './layout/layout.js';
import { NotFoundPage } from './pages/not-found-page.js';
import { RouteError } from './pages/route-error.js';

/** Every page is a chunk of its own, loaded when somebody goes there. */
export const router = createBrowserRouter(
  [
    {
      Component: Layout,
      HydrateFallback: () => null,
      children: [
        {
          ErrorBoundary: RouteError,
          children: [
            { index: true, element: <Navigate to="/traces" replace /> },
            {
              path: 'traces',
              lazy: async () => ({ Component: (await import('./pages/traces/traces-page.js')).TracesPage }),
            },
            {
              path: 'traces/:id',
              lazy: async () => ({ Component: (await import('./pages/trace/trace-page.js')).TracePage }),
            },
            {
              path: 'traces/:id/comparison',
              lazy: async () => ({
                Component: (await import('./pages/comparison/comparison-page.js')).ComparisonPage,
              }),
            },
            {
              path: 'replays',
              lazy: async () => ({
                Component: (await import('./pages/replays/replays-page.js')).ReplaysPage,
              }),
            },
            {
              path: 'replays/new',
              lazy: async () => ({
                Component: (await import('./pages/replays/new-replay-page.js')).NewReplayPage,
              }),
            },
            {
              path: 'replays/:id',
              lazy: async () => ({ Component: (await import('./pages/replays/batch-page.js')).BatchPage }),
            },
            {
              path: 'replays/:id/pairs/:seq',
              lazy: async () => ({ Component: (await import('./pages/replays/pair-page.js')).PairPage }),
            },
            {
              path: 'routes',
              lazy: async () => ({ Component: (await import('./pages/routes/routes-page.js')).RoutesPage }),
            },
            {
              path: 'routes/:intent',
              lazy: async () => ({ Component: (await import('./pages/routes/route-page.js')).RoutePage }),
            },
            {
              path: 'flags',
              lazy: async () => ({ Component: (await import('./pages/flags/flags-page.js')).FlagsPage }),
            },
            {
              path: 'flags/:key',
              lazy: async () => ({ Component: (await import('./pages/flags/flag-page.js')).FlagPage }),
            },
            {
              path: 'profiles',
              lazy: async () => ({
                Component: (await import('./pages/profiles/profiles-page.js')).ProfilesPage,
              }),
            },
            {
              path: 'stats',
              lazy: async () => ({ Component: (await import('./pages/stats/stats-page.js')).StatsPage }),
            },
            {
              path: 'config',
              lazy: async () => ({ Component: (await import('./pages/config/config-page.js')).ConfigPage }),
            },
            { path: '*', Component: NotFoundPage },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
);
