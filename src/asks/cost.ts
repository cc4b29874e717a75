import type { Usage } from '../agent/agent-client.js';
import type { ModelTarget } from '../config/snapshot.js';
import type { Attempt } from '../trace/trace-record.js';

/** Prices are those of so many tokens. */
const PRICED_TOKENS = 1_000_000;

/** What an attempt cost, by what the agent said that it used: an estimate is no bill. Undefined where one is not known. */
export function costOf(usage: Usage | null, price: ModelTarget['price']): number | undefined {
  if (usage === null || price === undefined) return undefined;
  return (usage.promptTokens * price.input + usage.completionTokens * price.output) / PRICED_TOKENS;
}

/** What the attempts cost that an ask pays for, as far as that is known; null where it is of none. */
export function totalCost(attempts: readonly Attempt[]): number | null {
  const own = attempts.filter(({ shared }) => shared !== true);
  const known = own.flatMap(({ cost }) => cost ?? []);
  return known.length === 0 ? null : known.reduce((sum, cost) => sum + cost, 0);
}
