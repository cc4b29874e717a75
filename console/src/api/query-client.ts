import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.js';

const MAX_RETRIES = 2;

/** What the server has told, for as long as it is worth showing again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // Asking again mends no request that was wrong.
      retry: (failures, error) =>
        failures < MAX_RETRIES && (!(error instanceof Problem) || error.status === 0 || error.status === 503),
    },
  },
});
