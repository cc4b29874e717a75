import { z } from 'zod';
import { intentsIn } from '../build-flags.js';
import { didYouMean, nearest } from '../did-you-mean.js';
import type { ConfigFile } from '../files/config-file.js';
import { EVERY_INTENT, FLAG_EFFECTS, type FlagEffectKind, flagTypeOf, isOnLimit } from '../flag.js';
import type { ConfigIssue } from '../snapshot.js';
import { checkTargeting } from '../targeting/check-targeting.js';
import { whyWithoutIntent } from '../targeting/without-intent.js';

/** What the flags may be about. */
export interface FlagSurroundings {
  readonly intents: readonly string[];
  /** Null when their file is broken. */
  readonly profiles: ReadonlySet<string> | null;
  /** The environment that this server runs as, and what it allows; null when that is not known. */
  readonly environment: { readonly name: string; readonly allowed: ReadonlySet<string> } | null;
}

/** Largest limit that a flag may give. */
const MAX_LIMIT = 10_000_000_000;
const METADATA = ['description', 'client', 'effect', 'intents'];

const record = z.record(z.string(), z.unknown()).catch({});
const text = z.string().optional().catch(undefined);
const looseFile = z
  .looseObject({
    flags: z
      .record(
        z.string(),
        z
          .looseObject({
            variants: record,
            defaultVariant: text,
            targeting: z.unknown().optional(),
            metadata: z
              .looseObject({ effect: text, intents: text, client: z.unknown().optional() })
              .catch({}),
          })
          .catch({ variants: {}, targeting: undefined, metadata: {} }),
      )
      .catch({}),
    $evaluators: record.optional(),
  })
  .catch({ flags: {} });

type LooseFlag = z.output<typeof looseFile>['flags'][string];

interface Place {
  readonly file: ConfigFile;
  readonly key: string;
  readonly flag: LooseFlag;
}

/** What a schema cannot say of flags: that variants, rules, effects, intents and profiles fit each other. */
export function checkFlags(file: ConfigFile, around: FlagSurroundings): ConfigIssue[] {
  const { flags, $evaluators: evaluators = {} } = looseFile.parse(file.data);
  const places = Object.entries(flags).map(([key, flag]) => ({ file, key, flag }));
  return [
    ...Object.entries(evaluators).flatMap(([name, rule]) =>
      targetingIssues(file, ['$evaluators', name], rule, { variants: null, evaluators: null }),
    ),
    ...places.flatMap((place) => [
      ...checkVariants(place),
      ...checkRule(place, evaluators),
      ...checkMetadata(place),
      ...checkEffect(place, around),
    ]),
    ...checkRivals(places),
  ];
}

function checkVariants({ file, key, flag }: Place): ConfigIssue[] {
  const path = ['flags', key];
  const entries = Object.entries(flag.variants);
  const types = new Map(entries.map(([name, value]) => [name, flagTypeOf(value)]));
  const [first] = entries;
  const type = first && types.get(first[0]);
  const issues = entries.flatMap(([name]) => {
    const its = types.get(name);
    if (its === undefined)
      return file.error([...path, 'variants', name], 'must be true or false, text, a number or a map');
    if (type === undefined || its === type) return [];
    const message = `must be of the same type as the others: ${first?.[0]} is a ${type}, this a ${its}`;
    return file.error([...path, 'variants', name], message);
  });
  const { defaultVariant: chosen } = flag;
  if (chosen === undefined || entries.length === 0 || Object.hasOwn(flag.variants, chosen)) return issues;
  const names = Object.keys(flag.variants);
  const message = `there is no variant "${chosen}"${didYouMean(chosen, names)}; variants: ${names.join(', ')}`;
  return [...issues, file.error([...path, 'defaultVariant'], message)];
}

function checkRule({ file, key, flag }: Place, evaluators: Readonly<Record<string, unknown>>): ConfigIssue[] {
  if (flag.targeting === undefined || flag.targeting === null) return [];
  const withoutIntent = whyWithoutIntent(flag.metadata.effect);
  const names = { variants: Object.keys(flag.variants), evaluators, withoutIntent };
  return targetingIssues(file, ['flags', key, 'targeting'], flag.targeting, names);
}

function targetingIssues(
  file: ConfigFile,
  path: readonly PropertyKey[],
  rule: unknown,
  names: Parameters<typeof checkTargeting>[1],
): ConfigIssue[] {
  return checkTargeting(rule, names).map(({ severity, path: inner, message, at }) =>
    file[severity]([...path, ...inner], message, at),
  );
}

/** Any key may be a note; one that is nearly one of ours would be ignored without a word. */
function checkMetadata({ file, key, flag }: Place): ConfigIssue[] {
  const path = ['flags', key, 'metadata'];
  const slips = Object.keys(flag.metadata).filter((name) => !METADATA.includes(name));
  const issues = slips.flatMap((name) => {
    const meant = nearest(name, METADATA);
    if (meant === undefined) return [];
    return file.warning([...path, name], `is taken for a note of yours (did you mean "${meant}"?)`, 'key');
  });
  const { effect, client } = flag.metadata;
  if (effect !== undefined || client === true || issues.length > 0) return issues;
  const message = 'changes nothing: metadata has neither an effect nor client: true';
  return [...issues, file.warning(['flags', key], message, 'key')];
}

function checkEffect(place: Place, around: FlagSurroundings): ConfigIssue[] {
  const { effect } = place.flag.metadata;
  if (effect === undefined || !isEffect(effect)) return [];
  const issues = checkTypes(place, effect);
  return [...issues, ...(isOnLimit(effect) ? checkLimits(place) : checkIntents(place, effect, around))];
}

function checkIntents(place: Place, effect: FlagEffectKind, around: FlagSurroundings): ConfigIssue[] {
  const { file, key, flag } = place;
  const path = ['flags', key, 'metadata', 'intents'];
  const names = intentsIn(flag.metadata.intents);
  if (names.length === 0) return [file.error(path, `is missing; ${effect} must say for which intents`)];
  const isEvery = names.length === 1 && names[0] === EVERY_INTENT;
  const known = around.intents;
  const issues = names
    .filter((name) => !isEvery && !known.includes(name))
    .map((name) => {
      const near = didYouMean(name, known);
      return file.error(path, `there is no intent "${name}"${near}; known: ${known.join(', ')}`);
    });
  if (effect !== 'profile') return issues;
  const [intent] = names;
  if (names.length !== 1 || isEvery || intent === undefined)
    return [...issues, file.error(path, 'must be one intent: profiles serve one')];
  return [...issues, ...checkProfiles(place, intent, around)];
}

function isEffect(effect: string): effect is FlagEffectKind {
  return Object.hasOwn(FLAG_EFFECTS, effect);
}

function checkTypes({ file, key, flag }: Place, effect: FlagEffectKind): ConfigIssue[] {
  const wanted = FLAG_EFFECTS[effect];
  const wrong = Object.entries(flag.variants).find(([, value]) => flagTypeOf(value) !== wanted);
  if (wrong === undefined) return [];
  return [file.error(['flags', key, 'variants', wrong[0]], `must be a ${wanted} for the effect ${effect}`)];
}

function checkLimits({ file, key, flag }: Place): ConfigIssue[] {
  const message = `must be a whole number from 0 to ${MAX_LIMIT}; 0 leaves the environment's limit`;
  const issues = Object.entries(flag.variants).flatMap(([name, value]) => {
    if (typeof value !== 'number' || (Number.isInteger(value) && value >= 0 && value <= MAX_LIMIT)) return [];
    return file.error(['flags', key, 'variants', name], message);
  });
  if (intentsIn(flag.metadata.intents).length === 0) return issues;
  const place = ['flags', key, 'metadata', 'intents'];
  return [
    ...issues,
    file.error(place, 'must not be there: a limit is one of a user, for all intents', 'key'),
  ];
}

function checkProfiles({ file, key, flag }: Place, intent: string, around: FlagSurroundings): ConfigIssue[] {
  const { profiles, environment, intents } = around;
  return Object.entries(flag.variants).flatMap(([variant, name]) => {
    const path = ['flags', key, 'variants', variant];
    if (typeof name !== 'string' || name === '' || profiles === null) return [];
    if (!profiles.has(name))
      return file.error(
        path,
        `there is no profile "${name}"${didYouMean(name, profiles)}; "" leaves it to the route`,
      );
    const other = intents.find((one) => one !== intent && name.startsWith(`${one}_`));
    if (other !== undefined && !name.startsWith(`${intent}_`))
      return file.error(path, `${name} is a profile of the intent "${other}", and may not serve "${intent}"`);
    if (environment === null || environment.allowed.has(name)) return [];
    const message = `${environment.name} does not allow ${name}: who would get it is served by the route`;
    return file.warning(path, message);
  });
}

/** Two flags on one thing would make their order decide, which nobody looks at. */
function checkRivals(places: readonly Place[]): ConfigIssue[] {
  const taken = new Map<string, string>();
  return places.flatMap(({ file, key, flag }) => {
    const { effect, intents } = flag.metadata;
    if (effect === undefined || effect === 'intent.off' || !isEffect(effect)) return [];
    const subject = [effect, ...intentsIn(intents)].join(' of ');
    const other = taken.get(subject);
    taken.set(subject, other ?? key);
    if (other === undefined) return [];
    const message = `the flag "${other}" decides on ${subject}: make them one, with targeting`;
    return file.error(['flags', key, 'metadata', 'effect'], message);
  });
}
