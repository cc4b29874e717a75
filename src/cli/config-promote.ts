import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { AppError } from '../common/errors/app-error.js';
import { unifiedDiff } from '../common/text/unified-diff.js';
import { didYouMean } from '../config/did-you-mean.js';
import { type Env, readVariables } from '../config/environment/read-variables.js';
import { POLICY_FILE } from '../config/files/env-policy-file.js';
import { ConfigurationError, describeIssues, errorsIn, warningsIn } from '../config/issues.js';
import { loadSnapshot } from '../config/load-snapshot.js';
import type { EnvironmentName, Profile, Snapshot } from '../config/snapshot.js';
import { catalogIntentNames } from '../intents/catalog/index.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import { type Evidence, evidenceIn, evidenceOf, requirementsOf } from '../promotion/evidence.js';
import { CannotPromote, promoted } from '../promotion/promote.js';
import { describeRefusal, type Gap } from '../promotion/refusal.js';
import { NotAReport, readReport } from '../promotion/replay-report.js';
import { CannotEdit } from '../promotion/yaml-edit.js';
import { openDatabase } from '../storage/database.js';
import { openEngine } from '../storage/dialects/index.js';
import { SqlReplayStore } from '../storage/repositories/sql-replay-store.js';
import { DatabaseUnusable } from '../storage/storage-errors.js';
import { NotDeclared, environmentSnapshot } from './environment-snapshot.js';
import { CannotExport, databaseUrlOf } from './export-source.js';
import { systemCode } from './new-file.js';
import { type PromoteRequest, PROMOTE_USAGE, promoteRequest } from './promote-request.js';
import { takeEnvFileOrExit } from './take-env-file.js';

export interface PromoteOutput {
  /** Takes the difference. */
  readonly print: (text: string) => void;
  /** Takes everything else there is to say. */
  readonly say: (text: string) => void;
}

/**
 * Promotes a profile to an environment.
 * @returns the exit code: 0 when it is there, 1 when it is refused, 2 for wrong arguments or files
 */
export async function configPromote(
  args: readonly string[],
  env: Env,
  output: PromoteOutput,
): Promise<number> {
  const request = promoteRequest(args);
  if (typeof request === 'string') {
    output.say(`${request}\n\n${PROMOTE_USAGE}`);
    return 2;
  }
  try {
    await promote(request, env, output);
    return 0;
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof NotDeclared) {
      output.say(error.message);
      return 2;
    }
    if (!isRefusal(error)) throw error;
    output.say(`Refused: ${error.message}`);
    return 1;
  }
}

function isRefusal(error: unknown): error is Error {
  return [CannotPromote, CannotEdit, CannotExport, NotAReport].some((kind) => error instanceof kind);
}

async function promote(request: PromoteRequest, env: Env, { print, say }: PromoteOutput): Promise<void> {
  const { CONFIG_DIR: configDir } = readVariables(env).values;
  const { environment, proof } = request;
  const snapshot = environmentSnapshot(configDir, environment);
  const profile = profileOf(request, snapshot);
  const intent = intentOf(request, snapshot);
  const path = join(configDir, POLICY_FILE);
  const before = readFileSync(path, 'utf8');
  const comment = proof.kind === 'waived' ? `${profile.name} without evals: ${proof.reason}` : undefined;
  const { traffic, dryRun } = request;
  const change = { intent, profile: profile.name, traffic, ...(comment !== undefined && { comment }) };
  const after = promoted(before, snapshot, change);
  if (after === before) return say(`${profile.name} is there already: nothing to change in ${path}`);
  await prove(request, env, { profile, intent, snapshot });
  const warnings = newWarnings({ configDir, environment, path, after, snapshot });
  print(unifiedDiff({ path, before, after }).trimEnd());
  if (!dryRun) {
    refuseIfChanged(configDir, snapshot, { path, before });
    await write(path, after);
  }
  if (warnings !== '') say(warnings);
  if (comment !== undefined) say(`WITHOUT EVALS: nothing shows that this profile is good. ${comment}`);
  say(dryRun ? `${path} is as it was (--dry-run)` : `${path} is changed: commit it`);
}

/**
 * Looking for evidence takes its time: what somebody else has written meanwhile is not overwritten, and a profile that is
 * another one by now has proved nothing.
 * @throws CannotPromote; ConfigurationError, NotDeclared when the files are not sound any more
 */
function refuseIfChanged(
  configDir: string,
  snapshot: Snapshot,
  { path, before }: { readonly path: string; readonly before: string },
): void {
  const now = environmentSnapshot(configDir, snapshot.environment.name);
  if (isDeepStrictEqual(now, snapshot) && readFileSync(path, 'utf8') === before) return;
  throw new CannotPromote(`the files in ${configDir} were changed meanwhile: nothing is written, try again`);
}

/** In one step: whoever reads the file meanwhile has the old or the new one. @throws CannotPromote */
async function write(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    if (systemCode(error) === '') throw error;
    throw new CannotPromote(`${path} cannot be written (${systemCode(error)})`);
  }
}

/** @throws CannotPromote */
function profileOf({ profile: name }: PromoteRequest, { profiles }: Snapshot): Profile {
  const profile = profiles.get(name);
  if (profile !== undefined) return profile;
  throw new CannotPromote(`there is no profile "${name}"${didYouMean(name, profiles.keys())}`);
}

/** @throws CannotPromote */
function intentOf({ profile, intent, traffic }: PromoteRequest, snapshot: Snapshot): string {
  const registry = new ProfileRegistry(snapshot);
  const known = catalogIntentNames();
  const its = known.filter((name) => registry.belongsTo(profile, name));
  if (intent === undefined) {
    const [first, ...others] = its;
    if (first !== undefined && others.length === 0) return first;
    const which = its.length === 0 ? 'no intent' : its.join(' and ');
    throw new CannotPromote(`${profile} belongs to ${which}: say which by --intent`);
  }
  if (!known.includes(intent))
    throw new CannotPromote(`there is no intent "${intent}"${didYouMean(intent, known)}`);
  // A route is what would make it belong.
  if (traffic === 'on-request' && !its.includes(intent))
    throw new CannotPromote(`${profile} does not belong to ${intent}: by its name alone, or by a route`);
  return intent;
}

interface Candidate {
  readonly profile: Profile;
  readonly intent: string;
  readonly snapshot: Snapshot;
}

/** @throws CannotPromote unless the profile has passed, or need not */
async function prove(request: PromoteRequest, env: Env, candidate: Candidate): Promise<void> {
  const { proof } = request;
  if (proof.kind === 'waived') return;
  const gaps =
    proof.kind === 'reports'
      ? await gapsIn(evidenceOf(proof.files.map(readReport)), candidate)
      : await gapsInDatabase(proof.url === undefined ? env : { ...env, DATABASE_URL: proof.url }, candidate);
  if (gaps.length === 0) return;
  throw new CannotPromote(describeRefusal(candidate, gaps, request));
}

async function gapsIn(evidence: Evidence, { profile, intent, snapshot }: Candidate): Promise<Gap[]> {
  const gaps: Gap[] = [];
  for (const requirement of requirementsOf(intent, profile.digest, snapshot.evals)) {
    const why = await evidence(requirement);
    if (why !== null) gaps.push({ requirement, why });
  }
  return gaps;
}

/** A database that is not there, or cannot be read, shows nothing. */
async function gapsInDatabase(env: Env, candidate: Candidate): Promise<Gap[]> {
  const url = databaseUrlOf(env);
  try {
    const database = await openDatabase(openEngine(url, { mustExist: true }));
    try {
      return await gapsIn(evidenceIn(new SqlReplayStore(database)), candidate);
    } finally {
      await database.close();
    }
  } catch (error) {
    if (!(error instanceof DatabaseUnusable || error instanceof AppError)) throw error;
    const { message } = error instanceof AppError && error.cause instanceof Error ? error.cause : error;
    return gapsIn(async () => `the database of batch replays cannot be read: ${message}`, candidate);
  }
}

interface Edited {
  readonly configDir: string;
  readonly environment: EnvironmentName;
  readonly path: string;
  readonly after: string;
  /** Of the files as they are. */
  readonly snapshot: Snapshot;
}

/**
 * What a server would say about the changed file and does not say about the one that is there.
 * @throws CannotPromote when no server would start with it
 */
function newWarnings({ configDir, environment, path, after, snapshot }: Edited): string {
  const knownIntents = catalogIntentNames();
  const texts = new Map([[path, after]]);
  const { issues } = loadSnapshot({ configDir, environment, knownIntents, now: 0, texts });
  const errors = errorsIn(issues);
  if (errors.length > 0) throw new CannotPromote(`a server would not start:\n${describeIssues(errors)}`);
  const known = new Set(snapshot.warnings.map(({ message }) => message));
  return describeIssues(warningsIn(issues).filter(({ message }) => !known.has(message)));
}

if (import.meta.main) {
  takeEnvFileOrExit(2);
  const output = { print: console.log, say: console.error };
  process.exitCode = await configPromote(process.argv.slice(2), process.env, output);
}
