import { Injectable } from '@nestjs/common';
import type { Snapshot } from '../config/snapshot.js';
import { IntentRegistry } from '../intents/intent-registry.js';
import { Hits } from '../limits/hits/hits.js';
import { type QuotaState, Quotas } from '../limits/quotas/quotas.js';
import { asksPerMinute, limitKey } from '../limits/rate-limits.js';
import { isServed } from '../profiles/profile-policy.js';
import type { ClientConfig, DayQuota, MinuteQuota } from './client-config.dto.js';

/** Puts together what a client may know of its user's server. */
@Injectable()
export class ClientConfigs {
  constructor(
    private readonly intents: IntentRegistry,
    private readonly hits: Hits,
    private readonly quotas: Quotas,
  ) {}

  /** @param at milliseconds since the Unix epoch @throws AppError `INTERNAL` when nobody knows what was used today */
  async of(userId: string, snapshot: Snapshot, at: number): Promise<ClientConfig> {
    const { environment } = snapshot;
    const [minute, { asksPerDay, tokensPerDay }] = await Promise.all([
      this.asksLeft(userId, snapshot),
      this.quotas.ofUser({ environment, userId, at }),
    ]);
    return {
      environment: environment.name,
      intents: Object.fromEntries(
        this.intents.names().map((name) => [name, { enabled: isServed(snapshot, name) }]),
      ),
      flags: {},
      quotas: {
        asksPerMinute: minute,
        ...(asksPerDay !== undefined && { asksPerDay: shown(asksPerDay) }),
        ...(tokensPerDay !== undefined && { tokensPerDay: shown(tokensPerDay) }),
      },
    };
  }

  private async asksLeft(userId: string, snapshot: Snapshot): Promise<MinuteQuota> {
    const limit = asksPerMinute(snapshot);
    const { totalHits, isBlocked } = await this.hits.peek(limitKey('asks', userId));
    return { limit, remaining: isBlocked ? 0 : Math.max(0, limit - totalHits) };
  }
}

function shown({ limit, remaining, resetsAt }: QuotaState): DayQuota {
  return { limit, remaining, resetsAt: new Date(resetsAt).toISOString() };
}
