import { didYouMean } from '../config/did-you-mean.js';
import type { Eval } from '../config/eval.js';
import type { Profile, Snapshot } from '../config/snapshot.js';
import { type Target, modelTarget, serverTarget } from '../evals-export/promptfoo-target.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import type { ExportRequest } from './evals-export-arguments.js';
import { CannotExport } from './export-source.js';

/** The eval that answers are held against; null where the intent has none. @throws CannotExport */
export function evalOf({ intent, evalName }: ExportRequest, { evals }: Snapshot): Eval | null {
  const names = [...evals.values()].filter((found) => found.intent === intent).map(({ name }) => name);
  const [first, ...rest] = names;
  if (evalName === undefined && rest.length > 0)
    throw new CannotExport(`--eval: ${intent} has several: ${names.join(', ')}`);
  const found = evals.get(evalName ?? first ?? '');
  if (evalName !== undefined && found?.intent !== intent)
    throw new CannotExport(`--eval: ${intent} has no eval "${evalName}"${didYouMean(evalName, names)}`);
  return found ?? null;
}

/** Whose prompt is tried. @throws CannotExport */
export function profileOf({ intent, profile: name }: ExportRequest, snapshot: Snapshot): Profile {
  const registry = new ProfileRegistry(snapshot);
  const routed = name ?? registry.route(intent)?.route.profile;
  if (routed === undefined) throw new CannotExport(`--profile: ${intent} has no route here; name a profile`);
  const profile = registry.find(routed);
  if (profile === undefined || !registry.belongsTo(routed, intent)) {
    const names = [...snapshot.profiles.keys()].filter((other) => registry.belongsTo(other, intent));
    throw new CannotExport(`--profile: ${intent} has no profile "${routed}"${didYouMean(routed, names)}`);
  }
  return profile;
}

/** Who is asked: the server also where the profile has no model. */
export function targetOf({ target }: ExportRequest, profile: Profile, { models }: Snapshot): Target {
  const model = models.get(profile.model);
  if (target === 'server' || model === undefined) return serverTarget(profile);
  return modelTarget(profile, model);
}
