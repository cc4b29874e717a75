import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type Client,
  type EvaluationContext,
  type EvaluationDetails,
  type FlagValue,
  OpenFeature,
  type Provider,
  StandardResolutionReasons,
} from '@openfeature/server-sdk';
import type { AskContext } from '../common/ask-context.js';
import { newId } from '../common/ids.js';
import { type Flag, concerns, isOnLimit } from '../config/flag.js';
import type { Snapshot } from '../config/snapshot.js';
import type { FlagEvaluation } from '../trace/trace-record.js';
import { FlagErrors } from './flag-errors.js';
import { FLAG_FAULTS, faultOf } from './flag-faults.js';
import { FLAG_PROVIDER } from './flag-provider.js';
import { flagScope } from './flag-scope.js';

/** For whom flags are evaluated. All but the user's id is what the client says of itself, and proves nothing. */
export interface FlagAudience {
  readonly userId: string;
  /** Of an ask. */
  readonly intent?: string | undefined;
  readonly context?: AskContext | null | undefined;
}

/** Evaluates the flags of a snapshot for users, through OpenFeature. No evaluation rejects, whatever a client sent. */
@Injectable()
export class Flags implements OnModuleInit {
  /** OpenFeature's own registry is of the process, which may have several of these. */
  private readonly domain = `miniask-${newId()}`;
  private readonly client: Client = OpenFeature.getClient(this.domain);

  constructor(
    @Inject(FLAG_PROVIDER) private readonly provider: Provider,
    private readonly errors: FlagErrors,
  ) {}

  /** @throws whatever the provider cannot begin for */
  async onModuleInit(): Promise<void> {
    await OpenFeature.setProviderAndWait(this.domain, this.provider);
  }

  /** Everything that bears on an ask: whether its intent is off, a profile, the user's limits. */
  ofAsk(snapshot: Snapshot, audience: FlagAudience & { readonly intent: string }): Promise<FlagEvaluation[]> {
    return this.those(snapshot, audience, (flag) => isLimit(flag) || concerns(flag, audience.intent));
  }

  /** What bears on a user whatever they call for: their limits. */
  ofUser(snapshot: Snapshot, audience: FlagAudience): Promise<FlagEvaluation[]> {
    return this.those(snapshot, audience, isLimit);
  }

  /** What clients are told: flags that are for them, and not disabled. */
  ofClient(snapshot: Snapshot, audience: FlagAudience): Promise<FlagEvaluation[]> {
    return this.those(snapshot, audience, ({ client, state }) => client && state === 'ENABLED');
  }

  /** One flag, whatever it is for. */
  async evaluate(snapshot: Snapshot, flag: Flag, audience: FlagAudience): Promise<FlagEvaluation> {
    const context = contextOf(snapshot, audience);
    const details = await flagScope.run(snapshot.flags, () => this.detailsOf(flag, context));
    const fault = faultOf(details);
    if (fault === undefined) return evaluationOf(details);
    this.errors.note(snapshot, flag.key, fault);
    const reason = StandardResolutionReasons.ERROR;
    return { key: flag.key, variant: null, reason, error: FLAG_FAULTS[fault] };
  }

  private async those(
    snapshot: Snapshot,
    audience: FlagAudience,
    isWanted: (flag: Flag) => boolean,
  ): Promise<FlagEvaluation[]> {
    const wanted = snapshot.flags.values().filter(isWanted).toArray();
    return Promise.all(wanted.map((flag) => this.evaluate(snapshot, flag, audience)));
  }

  /** What it comes to without a variant is what changes nothing: see `effects.ts`. */
  private detailsOf({ key, type }: Flag, context: EvaluationContext): Promise<EvaluationDetails<FlagValue>> {
    switch (type) {
      case 'boolean':
        return this.client.getBooleanDetails(key, false, context);
      case 'string':
        return this.client.getStringDetails(key, '', context);
      case 'number':
        return this.client.getNumberDetails(key, 0, context);
      case 'object':
        return this.client.getObjectDetails(key, {}, context);
    }
  }
}

function isLimit({ effect }: Flag): boolean {
  return effect !== null && isOnLimit(effect.kind);
}

/** What the server knows stands before what a client says; that there is no ask, it knows too. */
function contextOf({ environment }: Snapshot, { userId, intent, context }: FlagAudience): EvaluationContext {
  const { intent: _, ...claims } = context ?? {};
  return {
    ...claims,
    targetingKey: userId,
    environment: environment.name,
    ...(intent !== undefined && { intent }),
  };
}

function evaluationOf(details: EvaluationDetails<FlagValue>): FlagEvaluation {
  const { flagKey: key, variant = null, reason = StandardResolutionReasons.UNKNOWN, value } = details;
  const isNone = reason === StandardResolutionReasons.DISABLED || (reason === 'DEFAULT' && variant === null);
  return { key, variant, reason, ...(!isNone && { value }) };
}
