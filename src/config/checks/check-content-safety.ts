import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue, EnvironmentName } from '../snapshot.js';

/**
 * Whether users log in at this server with WeChat: `elsewhere` when their tokens are made by somebody else
 * (`JWT_JWKS_URL`), `unset` when the server has no app id and secret.
 */
export type WechatLogin = 'here' | 'elsewhere' | 'unset';

const POLICY_KEYS = ['on_failure', 'on_review', 'scene'] as const;

const environmentsIn = z
  .looseObject({
    environments: z.record(
      z.string(),
      z
        .looseObject({ content_safety: z.record(z.string(), z.unknown()).catch({}).default({}) })
        .catch({ content_safety: {} }),
    ),
  })
  .catch({ environments: {} });

/** Why WeChat cannot check anything for this server, and what to do. */
const IMPOSSIBLE: Readonly<Record<Exclude<WechatLogin, 'here'>, string>> = {
  unset:
    'wechat needs the Mini Program that users log in to: set WECHAT_APP_ID and WECHAT_APP_SECRET, or use none',
  elsewhere:
    'wechat checks a text in the name of a user who has logged in here, and with JWT_JWKS_URL nobody does: use JWT_SECRET and the login of this server, or none',
};

/**
 * A check that silently does not happen would be worse than none, so a server that cannot have one does not start.
 * @param login undefined when no server is to run, so that nothing can be said about its variables
 */
export function checkContentSafety(
  file: ConfigFile,
  environment: EnvironmentName | null,
  login: WechatLogin | undefined,
): ConfigIssue[] {
  const { environments } = environmentsIn.parse(file.data);
  return Object.entries(environments).flatMap(([name, { content_safety: safety }]) => {
    const path = ['environments', name, 'content_safety'];
    if (safety['provider'] !== 'wechat') return withoutEffect(file, path, safety);
    // Another environment is served with other variables.
    if (login === undefined || login === 'here' || name !== environment) return [];
    return [file.error([...path, 'provider'], IMPOSSIBLE[login])];
  });
}

function withoutEffect(file: ConfigFile, path: readonly string[], safety: object): ConfigIssue[] {
  return POLICY_KEYS.filter((key) => key in safety).map((key) =>
    file.warning([...path, key], 'has no effect while the provider is none'),
  );
}
