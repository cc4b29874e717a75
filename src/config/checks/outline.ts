import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';

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

const looseRoute = z
  .union([
    z.string().transform((profile) => ({ short: true, profile, canary: undefined })),
    z
      .looseObject({ profile: name, canary: z.looseObject({ profile: name }).optional().catch(undefined) })
      .transform(({ profile, canary }) => ({ short: false, profile, canary: canary?.profile })),
  ])
  .optional()
  .catch(undefined);

const looseProfiles = z
  .looseObject({
    profiles: map(z.looseObject({ model: name, fallback: name }).catch({})),
    routing: map(looseRoute),
  })
  .catch({ profiles: {}, routing: {} });

const loosePolicy = z
  .looseObject({
    environments: map(
      z
        .looseObject({ allowed_profiles: z.array(name).catch([]), routing: map(looseRoute) })
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
  routes: Readonly<Record<string, z.output<typeof looseRoute>>>,
): RouteOutline[] {
  return Object.entries(routes).map(([intent, route]) => {
    const path = [...parent, intent];
    return {
      intent,
      file,
      path,
      profile: mention(file, route?.short === false ? [...path, 'profile'] : path, route?.profile),
      canary: mention(file, [...path, 'canary', 'profile'], route?.canary),
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
