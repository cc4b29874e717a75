import { hkdfSync, randomBytes } from 'node:crypto';
import type { WechatLogin } from '../checks/check-content-safety.js';
import { errorsIn } from '../issues.js';
import type { Settings, TokenVerification } from '../settings.js';
import type { ConfigIssue, EnvironmentName } from '../snapshot.js';
import { checkVariables } from './check-variables.js';
import { type Env, type ReadVariables, readVariables } from './read-variables.js';
import { toTracing } from './to-tracing.js';
import type { Variables } from './variables.js';

export interface SettingsResult {
  /** Null when there is an error. */
  readonly settings: Settings | null;
  readonly issues: readonly ConfigIssue[];
  /** Known even where something else is wrong; null when APP_ENV itself is. */
  readonly environment: EnvironmentName | null;
  readonly configDir: string;
  readonly login: WechatLogin;
}

const KEY_BYTES = 32;

/** Separates the key from every other use of the same secret. Changing it gives every user a new id. */
const USER_ID_KEY_PURPOSE = 'miniask user id v1';
const PROMPT_KEY_PURPOSE = 'miniask prompt mark v1';

/** How the address of a database file begins. */
const SQLITE = 'sqlite:';

/**
 * Reads the environment variables. Never throws for what is in them, and quotes no secret.
 * @param isTerminal whether people watch the output; decides how logs look in dev
 */
export function loadSettings(env: Env, isTerminal: boolean): SettingsResult {
  const read = readVariables(env);
  const issues = [...read.issues, ...checkVariables(read)];
  const { values } = read;
  return {
    settings: errorsIn(issues).length > 0 ? null : buildSettings(values, isTerminal),
    issues,
    environment: read.wrong.has('APP_ENV') ? null : values.APP_ENV,
    configDir: values.CONFIG_DIR,
    login: wechatLogin(read),
  };
}

function wechatLogin({ given }: ReadVariables): WechatLogin {
  if (given.has('JWT_JWKS_URL')) return 'elsewhere';
  return given.has('WECHAT_APP_ID') && given.has('WECHAT_APP_SECRET') ? 'here' : 'unset';
}

function buildSettings(values: Variables, isTerminal: boolean): Settings {
  const verification = toVerification(values);
  const userIdKey = values.MINIASK_USER_ID_KEY ?? deriveUserIdKey(verification);
  const isWatched = values.APP_ENV === 'dev' && isTerminal;
  return {
    environment: values.APP_ENV,
    host: values.HOST,
    port: values.PORT,
    ...toCallers(values),
    configDir: values.CONFIG_DIR,
    watchesConfig: values.MINIASK_CONFIG_WATCH === 'on',
    jwt: {
      verification,
      ...(values.JWT_ISSUER !== undefined && { issuer: values.JWT_ISSUER }),
      ...(values.JWT_AUDIENCE !== undefined && { audience: values.JWT_AUDIENCE }),
      ttlS: values.MINIASK_TOKEN_TTL_S,
    },
    agent: values.AGENT ?? (values.OPENCLAW_URL === undefined ? 'local' : 'openclaw'),
    ...toOpenClaw(values),
    databaseUrl: values.DATABASE_URL,
    spool: toSpool(values),
    ...(values.REDIS_URL !== undefined && { redisUrl: values.REDIS_URL }),
    ...toWeChat(values),
    ...(userIdKey !== undefined && { userIdKey }),
    promptKey: derivePromptKey(verification, values),
    shutdownGraceMs: values.MINIASK_SHUTDOWN_GRACE_MS,
    ...toTracing(values),
    logFormat: values.MINIASK_LOG_FORMAT ?? (isWatched ? 'pretty' : 'json'),
  };
}

/** Beside a database file, so that servers with databases of their own do not take over what waits for another. */
function toSpool(values: Variables): Settings['spool'] {
  const { DATABASE_URL: database, MINIASK_SPOOL_DIR: folder, MINIASK_SPOOL_MB: megabytes } = values;
  const beside = database.startsWith(SQLITE) ? `${database.slice(SQLITE.length)}-spool` : './data/spool';
  return { folder: folder ?? beside, maxBytes: megabytes * 1024 * 1024 };
}

function toCallers(values: Variables): Pick<Settings, 'trustedProxies' | 'corsOrigins'> {
  const { MINIASK_TRUSTED_PROXIES: trustedProxies, MINIASK_CORS_ORIGINS: corsOrigins } = values;
  return {
    ...(trustedProxies !== undefined && { trustedProxies }),
    ...(corsOrigins !== undefined && { corsOrigins }),
  };
}

function toVerification(values: Variables): TokenVerification {
  const { JWT_SECRET: secret, JWT_SECRET_PREVIOUS: previousSecret, JWT_JWKS_URL: url } = values;
  if (url !== undefined) return { kind: 'jwks', url };
  if (secret !== undefined) {
    return {
      kind: 'secret',
      secret,
      ...(previousSecret !== undefined && { previousSecret }),
      ephemeral: false,
    };
  }
  return { kind: 'secret', secret: randomBytes(KEY_BYTES).toString('base64url'), ephemeral: true };
}

function deriveUserIdKey(verification: TokenVerification): string | undefined {
  if (verification.kind === 'jwks') return undefined;
  return derivedKey(verification.secret, USER_ID_KEY_PURPOSE);
}

/**
 * Of a secret that all processes of a server have. Where tokens come from elsewhere that is the gateway's token:
 * without a gateway no prompt goes anywhere, so the key may be of this run alone.
 */
function derivePromptKey(verification: TokenVerification, { OPENCLAW_TOKEN }: Variables): string {
  const secret = verification.kind === 'secret' ? verification.secret : OPENCLAW_TOKEN;
  return derivedKey(secret ?? randomBytes(KEY_BYTES).toString('base64url'), PROMPT_KEY_PURPOSE);
}

function derivedKey(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, KEY_BYTES)).toString('base64url');
}

function toOpenClaw(values: Variables): Pick<Settings, 'openclaw'> {
  const { OPENCLAW_URL: urls, OPENCLAW_TOKEN: token } = values;
  if (urls === undefined || token === undefined) return {};
  const queue = { length: values.MINIASK_QUEUE_LENGTH, waitMs: values.MINIASK_QUEUE_WAIT_MS };
  return { openclaw: { urls, token, gatewayLimit: values.MINIASK_GATEWAY_RUNS, queue } };
}

function toWeChat(values: Variables): Pick<Settings, 'wechat'> {
  const { WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret, WECHAT_API_BASE: apiBase } = values;
  return appId === undefined || appSecret === undefined ? {} : { wechat: { appId, appSecret, apiBase } };
}
