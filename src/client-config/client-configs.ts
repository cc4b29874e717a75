import { Injectable } from '@nestjs/common';
import type { AskContext } from '../common/ask-context.js';
import type { EnvironmentPolicy, Snapshot } from '../config/snapshot.js';
import { withOwnLimits } from '../flags/effects.js';
import { FlagSurvey } from '../flags/flag-survey.js';
import { IntentRegistry } from '../intents/intent-registry.js';
import { Hits } from '../limits/hits/hits.js';
import { type QuotaState, Quotas } from '../limits/quotas/quotas.js';
import { asksPerMinute, limitKey } from '../limits/rate-limits.js';
import { allowedProfiles } from '../profiles/profile-policy.js';
import { type RoutingQuestion, routingOf } from '../profiles/router.js';
import type { FlagEvaluation } from '../trace/trace-record.js';
import type { ClientConfig, DayQuota, IntentState, MinuteQuota } from './client-config.dto.js';

/** Who wants to know what they may show. */
export interface ConfigQuestion {
  readonly userId: string;
  /** As an ask of theirs would have it. */
  readonly context: AskContext;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Puts together what a client may know of its user's server. */
@Injectable()
export class ClientConfigs {
  constructor(
    private readonly intents: IntentRegistry,
    private readonly hits: Hits,
    private readonly quotas: Quotas,
    private readonly survey: FlagSurvey,
  ) {}

  /** @throws AppError `INTERNAL` when nobody knows what was used today */
  async of(snapshot: Snapshot, question: ConfigQuestion): Promise<ClientConfig> {
    const { userId, at } = question;
    const { evaluations, byIntent } = await this.survey.of(snapshot, question, this.intents.names());
    const environment = withOwnLimits(snapshot, evaluations);
    const [minute, { asksPerDay, tokensPerDay }] = await Promise.all([
      this.asksLeft(userId, environment),
      this.quotas.ofUser({ environment, userId, at }),
    ]);
    return {
      environment: environment.name,
      intents: Object.fromEntries(
        Array.from(byIntent, ([intent, flags]) => [
          intent,
          stateOf(snapshot, { ...question, intent, flags }),
        ]),
      ),
      flags: valuesOf(snapshot, evaluations),
      quotas: {
        asksPerMinute: minute,
        ...(asksPerDay !== undefined && { asksPerDay: shown(asksPerDay) }),
        ...(tokensPerDay !== undefined && { tokensPerDay: shown(tokensPerDay) }),
      },
    };
  }

  private async asksLeft(userId: string, environment: EnvironmentPolicy): Promise<MinuteQuota> {
    const limit = asksPerMinute(environment);
    const { totalHits, isBlocked } = await this.hits.peek(limitKey('asks', userId));
    return { limit, remaining: isBlocked ? 0 : Math.max(0, limit - totalHits) };
  }
}

/** Decides as for an ask of that user; where only a hint would be served, the client must know. */
function stateOf(snapshot: Snapshot, question: RoutingQuestion): IntentState {
  const { profile, refused } = routingOf(snapshot, question);
  if (profile !== undefined) return { enabled: true };
  const isForHints = refused !== 'INTENT_DISABLED' && allowedProfiles(snapshot, question.intent).length > 0;
  return isForHints ? { enabled: true, needsProfile: true } : { enabled: false };
}

/** Of flags that are for clients, where they come to anything. */
function valuesOf({ flags }: Snapshot, evaluations: readonly FlagEvaluation[]): Record<string, unknown> {
  return Object.fromEntries(
    evaluations.flatMap(({ key, value }) =>
      value !== undefined && flags.get(key)?.client === true ? [[key, value]] : [],
    ),
  );
}

function shown({ limit, remaining, resetsAt }: QuotaState): DayQuota {
  return { limit, remaining, resetsAt: new Date(resetsAt).toISOString() };
}
