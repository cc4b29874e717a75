import { STATS_WINDOWS, type StatsWindow } from '../../api/stats-types.js';

export interface StatsChoice {
  readonly window: StatsWindow;
  /** Empty for all. */
  readonly intent: string;
}

const DEFAULT_WINDOW: StatsWindow = '24h';

export function statsChoiceOf(search: URLSearchParams): StatsChoice {
  return {
    window: STATS_WINDOWS.find((window) => window === search.get('window')) ?? DEFAULT_WINDOW,
    intent: search.get('intent') ?? '',
  };
}

/** The opposite of `statsChoiceOf`. */
export function searchOfStats({ window, intent }: StatsChoice): URLSearchParams {
  return new URLSearchParams({
    ...(window !== DEFAULT_WINDOW && { window }),
    ...(intent !== '' && { intent }),
  });
}
