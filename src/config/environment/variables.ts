import { z } from 'zod';
import { oneOf, pattern } from '../schema-kit.js';
import { ENVIRONMENTS } from '../snapshot.js';
import { otelVariables } from './otel-variables.js';
import {
  baseUrl,
  baseUrls,
  databaseUrl,
  documentUrl,
  numberText,
  originList,
  proxyList,
  redisUrl,
  secretText,
} from './variable-kit.js';

/** Added to a secret's name: the file that holds it, as Docker and Kubernetes mount them. */
export const FILE_SUFFIX = '_FILE';

/**
 * Every environment variable that the server reads; `docs/configuration.md` is compared with this table.
 * `secret` ones are never echoed and may be given as `NAME_FILE`.
 */
export const variables = z.object({
  APP_ENV: oneOf(ENVIRONMENTS)
    .default('dev')
    .meta({ description: 'The environment of `env-policy.yaml` to run as.' }),
  HOST: pattern(/^[A-Za-z0-9.:_%-]{1,255}$/, 'must be a host name or an IP address, without scheme or port')
    .default('127.0.0.1')
    .meta({ description: 'The address to listen on.' }),
  PORT: numberText(0, 65_535)
    .default(3000)
    .meta({ description: 'The port to listen on; 0 takes a free one.' }),
  CONFIG_DIR: z.string().default('./config').meta({ description: 'Where the YAML files are.' }),
  MINIASK_CONFIG_WATCH: oneOf(['on', 'off']).default('on').meta({
    description: 'Whether the YAML files are looked at twice a second, and reloaded when they change.',
  }),

  JWT_SECRET: secretText(32)
    .optional()
    .meta({ secret: true, description: 'Signs and checks tokens (HS256); at least 32 characters.' }),
  JWT_SECRET_PREVIOUS: secretText(32).optional().meta({
    secret: true,
    description: 'Checks tokens and signs none: the other secret while `JWT_SECRET` is being changed.',
  }),
  JWT_JWKS_URL: documentUrl()
    .optional()
    .meta({ description: 'Where the keys are published that check tokens made elsewhere (RS256, ES256).' }),
  JWT_ISSUER: z.string().optional().meta({ description: 'When set, `iss` of every token must be this.' }),
  JWT_AUDIENCE: z.string().optional().meta({ description: 'When set, `aud` of every token must hold this.' }),

  AGENT: oneOf(['openclaw', 'local'])
    .optional()
    .meta({ description: 'Who answers: an OpenClaw gateway, or the embedded agent that needs no model.' }),
  OPENCLAW_URL: baseUrls()
    .optional()
    .meta({ description: 'One or several OpenClaw gateways, separated by commas.' }),
  OPENCLAW_TOKEN: secretText(1).optional().meta({ secret: true, description: 'The token of the gateways.' }),
  MINIASK_GATEWAY_RUNS: numberText(1, 10_000)
    .default(64)
    .meta({ description: 'Runs at the same time on one gateway, whatever their model.' }),
  MINIASK_QUEUE_LENGTH: numberText(0, 100_000)
    .default(256)
    .meta({ description: 'Runs that may wait for a free place on a gateway; more are refused at once.' }),
  MINIASK_QUEUE_WAIT_MS: numberText(0, 60_000)
    .default(2000)
    .meta({ description: 'How long a run may wait for a free place, in milliseconds.' }),

  DATABASE_URL: databaseUrl()
    .default('sqlite:./data/miniask.db')
    .meta({ secret: true, description: 'Where traces are kept: `sqlite:<file>` or `postgres://…`.' }),
  REDIS_URL: redisUrl().optional().meta({
    secret: true,
    description:
      'Where several processes share running asks and their answers: `redis://…` or `rediss://…`. Unset: in memory.',
  }),

  WECHAT_APP_ID: pattern(/^\S+$/, 'must be the AppID of the Mini Program')
    .optional()
    .meta({ description: 'AppID of the Mini Program, for login.' }),
  WECHAT_APP_SECRET: secretText(1)
    .optional()
    .meta({ secret: true, description: 'AppSecret of the Mini Program, for login.' }),
  WECHAT_API_BASE: baseUrl()
    .default('https://api.weixin.qq.com')
    .meta({ description: 'Where the WeChat API is; another one only for tests and proxies.' }),

  MINIASK_USER_ID_KEY: secretText(32)
    .optional()
    .meta({ secret: true, description: 'Keys the hash that turns an openid into a user id.' }),
  MINIASK_TOKEN_TTL_S: numberText(60, 2_592_000)
    .default(7200)
    .meta({ description: 'Life of a token that this server signs, in seconds.' }),
  MINIASK_SHUTDOWN_GRACE_MS: numberText(0, 600_000)
    .default(10_000)
    .meta({ description: 'How long running asks may go on after SIGTERM, in milliseconds.' }),
  MINIASK_TRUSTED_PROXIES: proxyList().optional().meta({
    description:
      'Addresses or networks (CIDR), separated by commas, whose `X-Forwarded-For` is believed; `loopback` is one too.',
  }),
  MINIASK_CORS_ORIGINS: originList().optional().meta({
    description:
      'Origins, separated by commas, whose pages may call `/v1/mini` and `/ofrep/v1` from a browser. A Mini Program needs none.',
  }),
  MINIASK_SPOOL_DIR: z.string().min(1).optional().meta({
    description:
      'A folder on a local disk where records wait for a database that is down, with `storage_failure: spool`.',
  }),
  MINIASK_SPOOL_MB: numberText(1, 1_000_000).default(256).meta({
    description: 'How much may wait there, in megabytes (1,048,576 bytes); beyond that asks are refused.',
  }),
  MINIASK_LOG_FORMAT: oneOf(['json', 'pretty'])
    .optional()
    .meta({ description: 'One JSON object a line, or lines for people.' }),

  ...otelVariables,
});

export type VariableName = keyof typeof variables.shape;
export type Variables = z.output<typeof variables>;

export const variableNames: readonly string[] = Object.keys(variables.shape);

export const secretNames: readonly string[] = Object.entries(variables.shape)
  .filter(([, schema]) => schema.meta()?.['secret'] === true)
  .map(([name]) => name);
