import { describe, expect, it } from 'vitest';
import { configDir } from '../../../test/config/config-dir.js';
import { inspectConfiguration } from '../load-configuration.js';

const PROFILES = `profiles: { summarize_v1: { model: fast, system_prompt: Be brief. } }
routing: { summarize: summarize_v1 }
`;

const POLICY = `environments:
  dev:
    allowed_profiles: [summarize_v1]
    content_safety: { provider: wechat }
  prod:
    allowed_profiles: [summarize_v1]
    content_safety: { provider: wechat }
`;

const SECRET = { JWT_SECRET: 'a secret that is long enough for tests' };
const APP = { WECHAT_APP_ID: 'wx0123456789abcdef', WECHAT_APP_SECRET: 'secret of the app' };

/** What keeps a server with these variables from starting. */
function errorsWith(env: Readonly<Record<string, string>>): string[] {
  const dir = configDir({ 'mini-program-profiles.yaml': PROFILES, 'env-policy.yaml': POLICY });
  const variables = { CONFIG_DIR: dir, APP_ENV: 'prod', AGENT: 'local', ...env };
  return inspectConfiguration(variables, ['summarize'])
    .issues.filter(({ severity }) => severity === 'error')
    .map(({ file, line, column, path, message }) =>
      [file.replace(`${dir}/`, ''), line, column, path, message].join(' '),
    );
}

describe('content_safety: {provider: wechat}', () => {
  it('is good where users log in', () => {
    expect(errorsWith({ ...SECRET, ...APP })).toEqual([]);
  });

  it('does not start without the app that users log in to', () => {
    expect(errorsWith(SECRET)).toEqual([
      'env-policy.yaml 7 33 environments.prod.content_safety.provider wechat needs the Mini Program that users log in to: set WECHAT_APP_ID and WECHAT_APP_SECRET, or use none',
    ]);
  });

  it('does not start where users do not log in here', () => {
    expect(errorsWith({ ...APP, JWT_JWKS_URL: 'https://id.example.com/jwks' })).toEqual([
      'env-policy.yaml 7 33 environments.prod.content_safety.provider wechat checks a text in the name of a user who has logged in here, and with JWT_JWKS_URL nobody does: use JWT_SECRET and the login of this server, or none',
    ]);
  });
});
