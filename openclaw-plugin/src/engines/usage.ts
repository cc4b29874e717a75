import type { Usage } from '../answer/answer.js';
import { countAt } from '../common/json.js';

/** `Usage` of `@openclaw/ai`, whose `input` leaves out what came from the provider's cache. */
export function usageOf(usage: unknown): Usage {
  return {
    promptTokens: countAt(usage, 'input') + countAt(usage, 'cacheRead') + countAt(usage, 'cacheWrite'),
    completionTokens: countAt(usage, 'output'),
  };
}
