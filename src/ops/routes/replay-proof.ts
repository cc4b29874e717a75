import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import type { JsonObject } from '../../config/changes/config-change.js';
import { mentionsIn } from '../../config/changes/route-mentions.js';
import type { Eval } from '../../config/eval.js';
import type { Route, Snapshot } from '../../config/snapshot.js';
import { inputInvalid } from '../../http/validation.js';
import { ProfileRegistry } from '../../profiles/profile-registry.js';
import { whyUnproven } from '../../replays/evidence.js';
import { ReplayStore } from '../../trace/replay-store.js';

/** Batches of replays as the condition of a change. */
@Injectable()
export class ReplayProof {
  constructor(private readonly store: ReplayStore) {}

  /**
   * The newest batch of every profile that the route names, each of which proves its profile. The one that serves now
   * whoever gets no other needs none; null when there is no further one.
   * @param evalName what the answers must have been held against; undefined: anything, or nothing
   * @throws AppError `REPLAY_REQUIRED`; `INPUT_INVALID` when there is no such eval of the intent
   */
  async of(snapshot: Snapshot, intent: string, route: Route, evalName?: string): Promise<JsonObject | null> {
    const its = evalName === undefined ? null : evalOf(snapshot, intent, evalName);
    const proofs = await Promise.all(
      onTrial(route, snapshot, intent).map((profile) => this.proofOf(snapshot, intent, profile, its)),
    );
    const missing = proofs.flatMap((proof) => ('why' in proof ? [proof.why] : []));
    if (missing.length > 0) throw new AppError('REPLAY_REQUIRED', { detail: `${missing.join('; ')}.` });
    const batches = proofs.flatMap((proof) => ('batch' in proof ? [proof.batch] : []));
    return batches.length === 0 ? null : { batches };
  }

  private async proofOf(
    { profiles }: Snapshot,
    intent: string,
    name: string,
    its: Eval | null,
  ): Promise<{ readonly batch: string } | { readonly why: string }> {
    const profileDigest = profiles.get(name)?.digest ?? '';
    const batch = await this.store.latestComplete({ intent, profileDigest, ...(its && { eval: its.name }) });
    const why = whyUnproven(batch, its);
    if (batch === null || why !== null) return { why: `${name}: ${why}` };
    return { batch: batch.id };
  }
}

/** The profiles that the route names, but for the one that serves whoever gets no other: it proves itself every day. */
function onTrial(route: Route, snapshot: Snapshot, intent: string): string[] {
  const serving = new ProfileRegistry(snapshot).route(intent)?.route.profile;
  const named = new Set(mentionsIn(route).map(({ profile }) => profile));
  return [...named].filter((name) => name !== serving);
}

function evalOf({ evals }: Snapshot, intent: string, name: string): Eval {
  const found = evals.get(name);
  if (found?.intent === intent) return found;
  throw inputInvalid([{ pointer: '/requires/eval', message: `there is no eval "${name}" of ${intent}` }]);
}
