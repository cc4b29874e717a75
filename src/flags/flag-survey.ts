import { Inject, Injectable } from '@nestjs/common';
import type { Provider } from '@openfeature/server-sdk';
import { type Flag, concerns } from '../config/flag.js';
import type { Snapshot } from '../config/snapshot.js';
import type { FlagEvaluation } from '../trace/trace-record.js';
import { FLAG_PROVIDER } from './flag-provider.js';
import { type FlagAudience, Flags } from './flags.js';
import { readsKey } from './reads-key.js';
import { SnapshotProvider } from './snapshot-provider.js';

type Evaluations = readonly FlagEvaluation[];

/** What all flags come to for one user. */
export interface Survey {
  /** Whatever they ask for. */
  readonly evaluations: Evaluations;
  /** By the names of intents: what bears on an ask for each. */
  readonly byIntent: ReadonlyMap<string, Evaluations>;
}

/** Evaluates for a user what bears on any of their calls, each flag as seldom as may be. */
@Injectable()
export class FlagSurvey {
  constructor(
    private readonly flags: Flags,
    @Inject(FLAG_PROVIDER) private readonly provider: Provider,
  ) {}

  /** Every flag once, and once more for each intent that it is about where its rule looks at that. Never rejects. */
  async of(snapshot: Snapshot, audience: FlagAudience, intents: readonly string[]): Promise<Survey> {
    const flags = [...snapshot.flags.values()];
    const evaluations = await Promise.all(flags.map((flag) => this.flags.evaluate(snapshot, flag, audience)));
    const byIntent = intents.map(async (intent) => {
      const its = flags.filter((flag) => concerns(flag, intent));
      const anew = its.filter((flag) => this.dependsOnIntent(flag));
      const keys = new Set(its.filter((flag) => !anew.includes(flag)).map(({ key }) => key));
      const ofIntent = await Promise.all(
        anew.map((flag) => this.flags.evaluate(snapshot, flag, { ...audience, intent })),
      );
      return [intent, [...evaluations.filter(({ key }) => keys.has(key)), ...ofIntent]] as const;
    });
    return { evaluations, byIntent: new Map(await Promise.all(byIntent)) };
  }

  /** What another provider goes by, the file does not tell. */
  private dependsOnIntent({ targeting }: Flag): boolean {
    return !(this.provider instanceof SnapshotProvider) || readsKey(targeting, 'intent');
  }
}
