import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Settings } from '../settings.js';
import { loadSettings } from './load-settings.js';
import type { Env } from './read-variables.js';
import { variableNames } from './variables.js';

const SECRET = 'a-secret-of-32-characters-or-more';
const PROD = { APP_ENV: 'prod', JWT_SECRET: SECRET, AGENT: 'local' };

function settingsOf(env: Env, isTerminal = false): Settings {
  const { settings, issues } = loadSettings(env, isTerminal);
  if (settings === null) throw new Error(JSON.stringify(issues));
  return settings;
}

/** `severity NAME: message` of everything there is to say. */
function issuesOf(env: Env): string[] {
  return loadSettings(env, false).issues.map(({ severity, file, path, message }) => {
    expect(file).toBe('environment');
    return `${severity} ${path}: ${message}`;
  });
}

function fileWith(content: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'miniask-secret-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'secret'), content);
  return join(dir, 'secret');
}

describe('loadSettings', () => {
  it('needs nothing in dev', () => {
    expect(settingsOf({})).toEqual({
      environment: 'dev',
      host: '127.0.0.1',
      port: 3000,
      configDir: './config',
      watchesConfig: true,
      jwt: { verification: { kind: 'secret', secret: expect.any(String), ephemeral: true }, ttlS: 7200 },
      agent: 'local',
      databaseUrl: 'sqlite:./data/miniask.db',
      spool: { folder: './data/miniask.db-spool', maxBytes: 268_435_456 },
      userIdKey: expect.any(String),
      promptKey: expect.any(String),
      shutdownGraceMs: 10_000,
      logFormat: 'json',
    });
  });

  it('takes every variable', () => {
    const env = {
      APP_ENV: 'staging',
      HOST: '::1',
      PORT: '0',
      CONFIG_DIR: '/etc/miniask',
      MINIASK_CONFIG_WATCH: 'off',
      JWT_SECRET: SECRET,
      JWT_SECRET_PREVIOUS: 'the-secret-of-32-characters-before',
      JWT_ISSUER: 'issuer',
      JWT_AUDIENCE: 'audience',
      AGENT: 'openclaw',
      OPENCLAW_URL: 'http://one:18789/, https://two/base/',
      OPENCLAW_TOKEN: 'token',
      MINIASK_GATEWAY_RUNS: '16',
      MINIASK_QUEUE_LENGTH: '0',
      MINIASK_QUEUE_WAIT_MS: '500',
      DATABASE_URL: 'postgres://user:pass@db/miniask',
      REDIS_URL: 'rediss://cache:6379',
      WECHAT_APP_ID: 'wx0123456789abcdef',
      WECHAT_APP_SECRET: 'app-secret',
      WECHAT_API_BASE: 'http://127.0.0.1:9000/',
      MINIASK_USER_ID_KEY: 'another-key-of-32-characters-or-more',
      MINIASK_TOKEN_TTL_S: '60',
      MINIASK_SHUTDOWN_GRACE_MS: '0',
      MINIASK_SPOOL_DIR: '/var/spool/miniask',
      MINIASK_SPOOL_MB: '1',
      MINIASK_CORS_ORIGINS: 'https://h5.example, http://localhost:5173',
      MINIASK_TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,::1',
      MINIASK_LOG_FORMAT: 'pretty',
    };
    // Those of OpenTelemetry have a spec of their own.
    const ours = variableNames.filter((name) => !name.startsWith('OTEL_'));
    expect([...Object.keys(env), 'JWT_JWKS_URL'].toSorted()).toEqual(ours.toSorted());
    expect(settingsOf(env)).toEqual({
      environment: 'staging',
      host: '::1',
      port: 0,
      corsOrigins: ['https://h5.example', 'http://localhost:5173'],
      trustedProxies: ['loopback', '10.0.0.0/8', '::1'],
      configDir: '/etc/miniask',
      watchesConfig: false,
      jwt: {
        verification: {
          kind: 'secret',
          secret: SECRET,
          previousSecret: 'the-secret-of-32-characters-before',
          ephemeral: false,
        },
        issuer: 'issuer',
        audience: 'audience',
        ttlS: 60,
      },
      agent: 'openclaw',
      openclaw: {
        urls: ['http://one:18789', 'https://two/base'],
        token: 'token',
        gatewayLimit: 16,
        queue: { length: 0, waitMs: 500 },
      },
      databaseUrl: 'postgres://user:pass@db/miniask',
      spool: { folder: '/var/spool/miniask', maxBytes: 1_048_576 },
      redisUrl: 'rediss://cache:6379',
      wechat: { appId: 'wx0123456789abcdef', appSecret: 'app-secret', apiBase: 'http://127.0.0.1:9000' },
      userIdKey: 'another-key-of-32-characters-or-more',
      promptKey: expect.any(String),
      shutdownGraceMs: 0,
      logFormat: 'pretty',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(
      variableNames.flatMap((name) => [
        [name, ''],
        [`${name}_FILE`, ''],
      ]),
    );
    const { settings, issues } = loadSettings(empty, false);
    expect(issues).toEqual([]);
    expect(settings).toMatchObject({ environment: 'dev', port: 3000, agent: 'local' });
    expect(settings).not.toHaveProperty('openclaw');
  });

  it.each([
    [{ PORT: '65536' }, 'error PORT: must be a whole number from 0 to 65535, not 65536'],
    [{ PORT: '3000x' }, 'error PORT: must be a whole number from 0 to 65535, not "3000x"'],
    [{ PORT: '-1' }, 'error PORT: must be a whole number from 0 to 65535, not "-1"'],
    [{ HOST: 'http://x' }, 'error HOST: must be a host name or an IP address, without scheme or port, not "http://x"'],
    [{ APP_ENV: 'production' }, 'error APP_ENV: must be one of dev, staging, prod, not "production" (did you mean "prod"?)'],
    [{ AGENT: 'openclaws' }, 'error AGENT: must be one of openclaw, local, not "openclaws" (did you mean "openclaw"?)'],
    [{ DATABASE_URL: 'mysql://u:secret@h/d' }, 'error DATABASE_URL: must be sqlite:<file> or postgres://<user>:<password>@<host>/<database>'],
    [{ REDIS_URL: 'http://u:secret@h' }, 'error REDIS_URL: must be redis://<host>:<port> or rediss://…'],
    [{ JWT_JWKS_URL: 'keys.json' }, 'error JWT_JWKS_URL: must be an address that begins with http:// or https://'],
    [{ WECHAT_API_BASE: 'api.weixin.qq.com' }, 'error WECHAT_API_BASE: must be an address that begins with http:// or https://'],
    [{ WECHAT_API_BASE: 'https://api.weixin.qq.com?secret=1' }, 'error WECHAT_API_BASE: must not hold a query or fragment'],
    [{ JWT_SECRET: 'short' }, 'error JWT_SECRET: must have at least 32 characters; "openssl rand -base64 48" prints a good one'],
    [{ MINIASK_TRUSTED_PROXIES: '10.0.0.0/33' }, 'error MINIASK_TRUSTED_PROXIES: must be a list of IP addresses, networks such as 10.0.0.0/8, loopback, linklocal, uniquelocal'],
    [{ JWT_SECRET_PREVIOUS: SECRET }, 'error JWT_SECRET_PREVIOUS: is set and JWT_SECRET is not; it only stands beside another secret'],
    [{ JWT_SECRET_PREVIOUS: SECRET, JWT_JWKS_URL: 'https://id.example' }, 'error JWT_SECRET_PREVIOUS: is set and JWT_SECRET is not; it only stands beside another secret'],
    [{ JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS: SECRET }, 'error JWT_SECRET_PREVIOUS: is the same as JWT_SECRET; unset it, or change JWT_SECRET'],
    [{ JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS: `${SECRET}!`, WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 's' }, 'error MINIASK_USER_ID_KEY: is missing; JWT_SECRET is being changed, and with a key made from it every user would get a new id. Set it to what "npm run --silent user-id-key" prints for the secret that was used until now'],
    [{ MINIASK_TRUSTED_PROXIES: 'caddy' }, 'error MINIASK_TRUSTED_PROXIES: must be a list of IP addresses, networks such as 10.0.0.0/8, loopback, linklocal, uniquelocal'],
    [{ OPENCLAW_TOKEN: 't', OPENCLAW_URL: 'ws://h' }, 'error OPENCLAW_URL: must be an address that begins with http:// or https://'],
    [{ OPENCLAW_TOKEN: 't', OPENCLAW_URL: 'http://u:secret@h' }, 'error OPENCLAW_URL: must not hold a user name or password'],
    [{ OPENCLAW_TOKEN: 't', OPENCLAW_URL: 'http://h,http://h/' }, 'error OPENCLAW_URL: must not name an address twice'],
    [{ OPENCLAW_TOKEN: 't', OPENCLAW_URL: 'http://h,' }, 'error OPENCLAW_URL: must be an address that begins with http:// or https://'],
  ])('refuses %j', (env, expected) => {
    const issues = issuesOf(env);
    expect(issues).toEqual([expected]);
    expect(issues.join()).not.toContain('secret@');
  }); // prettier-ignore

  it.each(['*', 'https://*.example', 'https://h5.example/', 'https://H5.example', 'h5.example', 'https://h5.example:443', 'null', 'https://a.example,', 'ftp://a.example', 'https://u:secret@h5.example'])(
    'takes no origin from %s',
    (MINIASK_CORS_ORIGINS) => {
      expect(issuesOf({ MINIASK_CORS_ORIGINS })).toEqual([
        'error MINIASK_CORS_ORIGINS: must be a list of exact origins such as https://h5.example or http://localhost:5173, without path and without *',
      ]);
    },
  ); // prettier-ignore

  it('tells every mistake at once', () => {
    const issues = issuesOf({
      APP_ENV: 'prod',
      PORT: 'x',
      JWT_SECRET: 'short',
      MINIASK_X: '1',
      WECHAT_APP_ID: 'wx1',
    });
    expect(issues.map((issue) => issue.split(':')[0])).toEqual([
      'error MINIASK_X',
      'error PORT',
      'error JWT_SECRET',
      'error AGENT',
      'error WECHAT_APP_SECRET',
    ]);
  });

  it('says which environment and directory are meant even where something else is wrong', () => {
    const result = loadSettings({ APP_ENV: 'prod', CONFIG_DIR: '/x', PORT: 'x' }, false);
    expect(result).toMatchObject({ settings: null, environment: 'prod', configDir: '/x' });
    expect(loadSettings({ APP_ENV: 'x' }, false).environment).toBeNull();
  });

  it('does not add rules of an environment that is not known', () => {
    expect(issuesOf({ APP_ENV: 'productive' })).toEqual([expect.stringMatching(/^error APP_ENV/)]);
  });

  it('never quotes a secret, whatever is wrong with it', () => {
    const text = fc.string({ minLength: 8, maxLength: 31 }).filter((value) => !/^[\w .:/-]*$/.test(value));
    fc.assert(
      fc.property(text, (secret) => {
        const env = Object.fromEntries(
          ['JWT_SECRET', 'DATABASE_URL', 'REDIS_URL', 'MINIASK_USER_ID_KEY'].map((name) => [name, secret]),
        );
        const issues = issuesOf(env);
        expect(issues).toHaveLength(4);
        expect(issues.join()).not.toContain(secret);
      }),
    );
  });
});

describe('unknown variables', () => {
  it.each([
    [{ MINIASK_TOKEN_TTL: '1' }, 'error', 'MINIASK_TOKEN_TTL_S'],
    [{ MINIASK_USER_ID_KEY_FIEL: '1' }, 'error', 'MINIASK_USER_ID_KEY_FILE'],
    [{ OPENCLAW_URLS: '1' }, 'warning', 'OPENCLAW_URL'],
    [{ JWT_SECRETS: '1' }, 'warning', 'JWT_SECRET'],
    [{ WECHAT_APPID: '1' }, 'warning', 'WECHAT_APP_ID'],
  ])('%j is told with what was meant', (env, severity, meant) => {
    const [issue, ...others] = issuesOf(env);
    expect(issue).toMatch(new RegExp(`^${severity} .*did you mean "${meant}"`));
    expect(others).toEqual([]);
  });

  it('of other software are left alone', () => {
    const env = {
      OPENCLAW_HOME: '/x',
      OPENCLAW_STATE_DIR: '/x',
      OPENCLAW_PORT: '1',
      JWT_LEEWAY: '1',
      PATH: '/bin',
      POTR: '1',
    };
    expect(issuesOf(env)).toEqual([]);
  });
});

describe('secrets from files', () => {
  it('are read without the line breaks at their end', () => {
    const settings = settingsOf({
      APP_ENV: 'prod',
      AGENT: 'local',
      JWT_SECRET_FILE: fileWith(`${SECRET}\r\n\n`),
      DATABASE_URL_FILE: fileWith('postgres://u:p@h/d\n'),
    });
    expect(settings.jwt.verification).toEqual({ kind: 'secret', secret: SECRET, ephemeral: false });
    expect(settings.databaseUrl).toBe('postgres://u:p@h/d');
  });

  it('are not given twice', () => {
    expect(issuesOf({ JWT_SECRET: SECRET, JWT_SECRET_FILE: fileWith(SECRET) })).toEqual([
      'error JWT_SECRET_FILE: is set and so is JWT_SECRET; unset one of them',
    ]);
  });

  it('must be there; what depends on them is not told as missing', () => {
    expect(issuesOf({ APP_ENV: 'prod', AGENT: 'local', JWT_SECRET_FILE: '/does/not/exist' })).toEqual([
      'error JWT_SECRET_FILE: the file /does/not/exist does not exist',
    ]);
  });

  it('must not be empty, nor too short once read', () => {
    expect(issuesOf({ JWT_SECRET_FILE: fileWith('\n') })).toEqual([expect.stringMatching(/is empty$/)]);
    expect(issuesOf({ JWT_SECRET_FILE: fileWith('short\n') })).toEqual([
      expect.stringMatching(/^error JWT_SECRET: must have at least 32/),
    ]);
  });

  it('are for secrets alone', () => {
    expect(settingsOf({ PORT_FILE: fileWith('1') }).port).toBe(3000);
  });
});

describe('tokens', () => {
  it('are checked by one family of keys', () => {
    expect(issuesOf({ JWT_SECRET: SECRET, JWT_JWKS_URL: 'https://id.example/keys' })).toEqual([
      expect.stringMatching(/^error JWT_JWKS_URL: is set and so is JWT_SECRET/),
    ]);
  });

  it.each(['staging', 'prod'])('need a secret or keys in %s', (environment) => {
    expect(issuesOf({ APP_ENV: environment, AGENT: 'local' })).toEqual([
      expect.stringMatching(new RegExp(`^error JWT_SECRET: ${environment} needs .*JWT_SECRET.*JWT_JWKS_URL`)),
    ]);
  });

  it('may come from elsewhere, at an address kept as it is', () => {
    const settings = settingsOf({
      APP_ENV: 'prod',
      AGENT: 'local',
      JWT_JWKS_URL: 'https://id.example/keys/?p=a',
    });
    expect(settings.jwt.verification).toEqual({ kind: 'jwks', url: 'https://id.example/keys/?p=a' });
    expect(settings).not.toHaveProperty('userIdKey');
  });

  it('of a run without secret are signed with a new one each time', () => {
    expect(settingsOf({}).jwt.verification).not.toEqual(settingsOf({}).jwt.verification);
  });

  it('give the same user id key for the same secret, which is not the secret', () => {
    const { userIdKey } = settingsOf(PROD);
    expect(userIdKey).toBe(settingsOf(PROD).userIdKey);
    expect(userIdKey).not.toContain(SECRET);
    expect(settingsOf({ ...PROD, JWT_SECRET: `${SECRET}!` }).userIdKey).not.toBe(userIdKey);
  });

  it('give a key for prompts that is the same in every process, and no other key', () => {
    const { promptKey, userIdKey } = settingsOf(PROD);
    expect(promptKey).toBe(settingsOf(PROD).promptKey);
    expect(promptKey).not.toBe(userIdKey);
    expect(settingsOf({ ...PROD, JWT_SECRET: `${SECRET}!` }).promptKey).not.toBe(promptKey);
  });

  it("that come from elsewhere leave the key for prompts to the gateway's token", () => {
    const elsewhere = { JWT_JWKS_URL: 'https://id.example/keys' };
    const withGateway = { ...elsewhere, OPENCLAW_URL: 'http://h:1', OPENCLAW_TOKEN: 'gateway-token' };
    expect(settingsOf(withGateway).promptKey).toBe(settingsOf(withGateway).promptKey);
    expect(settingsOf(elsewhere).promptKey).not.toBe(settingsOf(elsewhere).promptKey);
  });
});

describe('the agent', () => {
  const gateway = { OPENCLAW_URL: 'http://h:1', OPENCLAW_TOKEN: 't' };

  it.each([
    [{}, 'local'],
    [gateway, 'openclaw'],
    [{ ...gateway, AGENT: 'local' }, 'local'],
    [PROD, 'local'],
    [{ ...PROD, AGENT: '', ...gateway }, 'openclaw'],
  ])('with %j is %s', (env, agent) => {
    expect(settingsOf(env).agent).toBe(agent);
  });

  it('outside dev is not the local one by accident', () => {
    expect(issuesOf({ ...PROD, AGENT: '' })).toEqual([
      expect.stringMatching(/^error AGENT: prod needs an agent/),
    ]);
  });

  it.each([
    [{ AGENT: 'openclaw' }, 'error OPENCLAW_URL: is missing; AGENT=openclaw needs the address of a gateway'],
    [{ OPENCLAW_URL: 'http://h' }, 'error OPENCLAW_TOKEN: is missing; OPENCLAW_URL is set, and its gateways ask for a token'],
    [{ OPENCLAW_TOKEN: 't' }, 'warning OPENCLAW_TOKEN: has no effect while OPENCLAW_URL is not set: the local agent answers'],
  ])('with %j is incomplete', (env, expected) => {
    expect(issuesOf(env)).toEqual([expected]);
  }); // prettier-ignore
});

describe('login', () => {
  it.each([
    [
      { WECHAT_APP_ID: 'wx1' },
      'error WECHAT_APP_SECRET: is missing; WECHAT_APP_ID is set, and login needs both',
    ],
    [
      { WECHAT_APP_SECRET: 's' },
      'error WECHAT_APP_ID: is missing; WECHAT_APP_SECRET is set, and login needs both',
    ],
    [
      { WECHAT_APP_ID: 'wx1', WECHAT_APP_SECRET: 's', JWT_JWKS_URL: 'https://id.example/keys' },
      'warning WECHAT_APP_ID: has no effect with JWT_JWKS_URL: this server signs no tokens then, so nobody can log in here',
    ],
  ])('with %j is incomplete', (env, expected) => {
    expect(issuesOf(env)).toEqual([expected]);
  });
});

describe('what is for people', () => {
  it.each([
    [{}, true, 'pretty'],
    [{}, false, 'json'],
    [PROD, true, 'json'],
    [{ ...PROD, MINIASK_LOG_FORMAT: 'pretty' }, false, 'pretty'],
    [{ MINIASK_LOG_FORMAT: 'json' }, true, 'json'],
  ])('logs for %j, watched: %s, are %s', (env, isTerminal, format) => {
    expect(settingsOf(env, isTerminal).logFormat).toBe(format);
  });
});
