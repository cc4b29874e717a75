import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';
import { type RouteEntry, route } from '../files/route-entry.js';

/**
 * The names in the files and who names whom, read leniently: what does not fit a schema counts as absent
 * here, for the schema reports it. So a wrong number in one place hides no wrong name in another.
 */

/** One mention of a name, and where it stands. */
export interface Mention {
  readonly name: string;
  readonly file: ConfigFile;
  readonly path: readonly PropertyKey[];
}

export interface RouteOutline {
  readonly intent: string;
  readonly file: ConfigFile;
  /** Of the intent's entry. */
  readonly path: readonly PropertyKey[];
  readonly profile: Mention | undefined;
  readonly canary: Mention | undefined;
  readonly variants: readonly Mention[];
  readonly targets: readonly Mention[];
  /** The whole route; undefined when it does not fit its schema. */
  readonly entry: RouteEntry | undefined;
}

export interface ProfileOutline {
  readonly model: Mention | undefined;
  readonly fallback: Mention | undefined;
}

export interface ProfilesOutline {
  readonly file: ConfigFile;
  readonly profiles: ReadonlyMap<string, ProfileOutline>;
  readonly routes: readonly RouteOutline[];
}

export interface EnvironmentOutline {
  readonly path: readonly PropertyKey[];
  readonly allowed: readonly Mention[];
  readonly routes: readonly RouteOutline[];
}

export interface PolicyOutline {
  readonly file: ConfigFile;
  readonly environments: ReadonlyMap<string, EnvironmentOutline>;
}

const name = z.string().optional().catch(undefined);
const map = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value).catch({});

const naming = z.looseObject({ profile: name }).catch({ profile: undefined });
type Naming = z.output<typeof naming>;
const namings = z.array(naming).catch([]).default([]);

const looseRoute = z
  .union([
    z.string().transform((profile) => ({ profile, canary: undefined, variants: [], targets: [] })),
    z.looseObject({ profile: name, canary: naming.optional(), variants: namings, targets: namings }),
  ])
  .catch({ profile: undefined, canary: undefined, variants: [], targets: [] });

const routesIn = map(z.unknown());

const looseProfiles = z
  .looseObject({
    profiles: map(z.looseObject({ model: name, fallback: name }).catch({})),
    routing: routesIn,
  })
  .catch({ profiles: {}, routing: {} });

const loosePolicy = z
  .looseObject({
    environments: map(
      z
        .looseObject({ allowed_profiles: z.array(name).catch([]), routing: routesIn })
        .catch({ allowed_profiles: [], routing: {} }),
    ),
  })
  .catch({ environments: {} });

const looseModels = z.looseObject({ models: map(z.unknown()) }).catch({ models: {} });

export function outlineProfiles(file: ConfigFile): ProfilesOutline {
  const { profiles, routing } = looseProfiles.parse(file.data);
  const outlines = Object.entries(profiles).map(
    ([profile, { model, fallback }]): [string, ProfileOutline] => [
      profile,
      {
        model: mention(file, ['profiles', profile, 'model'], model),
        fallback: mention(file, ['profiles', profile, 'fallback'], fallback),
      },
    ],
  );
  return { file, profiles: new Map(outlines), routes: outlineRoutes(file, ['routing'], routing) };
}

export function outlinePolicy(file: ConfigFile): PolicyOutline {
  const { environments } = loosePolicy.parse(file.data);
  const outlines = Object.entries(environments).map(([environment, entry]): [string, EnvironmentOutline] => {
    const path = ['environments', environment];
    const allowed = entry.allowed_profiles.flatMap(
      (profile, index) => mention(file, [...path, 'allowed_profiles', index], profile) ?? [],
    );
    return [environment, { path, allowed, routes: outlineRoutes(file, [...path, 'routing'], entry.routing) }];
  });
  return { file, environments: new Map(outlines) };
}

export function outlineModels(file: ConfigFile): ReadonlySet<string> {
  return new Set(Object.keys(looseModels.parse(file.data).models));
}

function outlineRoutes(
  file: ConfigFile,
  parent: readonly PropertyKey[],
  routes: Readonly<Record<string, unknown>>,
): RouteOutline[] {
  return Object.entries(routes).map(([intent, raw]) => {
    const path = [...parent, intent];
    const { profile, canary, variants, targets } = looseRoute.parse(raw);
    const at = (key: string, names: readonly Naming[]): Mention[] =>
      names.flatMap((named, index) => mention(file, [...path, key, index, 'profile'], named.profile) ?? []);
    return {
      intent,
      file,
      path,
      profile: mention(file, typeof raw === 'string' ? path : [...path, 'profile'], profile),
      canary: mention(file, [...path, 'canary', 'profile'], canary?.profile),
      variants: at('variants', variants),
      targets: at('targets', targets),
      entry: route.safeParse(raw).data,
    };
  });
}

function mention(
  file: ConfigFile,
  path: readonly PropertyKey[],
  named: string | undefined,
): Mention | undefined {
  return named === undefined || named === '' ? undefined : { name: named, file, path };
}
