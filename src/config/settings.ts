import type { TracingOptions } from '../telemetry/tracing-options.js';
import type { EnvironmentName } from './snapshot.js';

/** HS256 with our own secret, or RS256/ES256 with keys that somebody else publishes; never both. */
export type TokenVerification =
  | {
      readonly kind: 'secret';
      readonly secret: string;
      /** Checks tokens and signs none: while the secret is being changed. */
      readonly previousSecret?: string;
      /** Made for this run only (dev). */ readonly ephemeral: boolean;
    }
  | { readonly kind: 'jwks'; readonly url: string };

/** The environment variables, validated: what one process is started with. Read through `ConfigService`. */
export interface Settings {
  readonly environment: EnvironmentName;
  readonly host: string;
  readonly port: number;
  /** Whose `X-Forwarded-For` is believed, in the words of Fastify's `trustProxy`; absent means nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Whose pages may call `/v1/mini` from a browser; absent means nobody's. */
  readonly corsOrigins?: readonly string[];
  readonly configDir: string;
  /** Whether the configuration is reloaded when its files change. */
  readonly watchesConfig: boolean;
  readonly jwt: {
    readonly verification: TokenVerification;
    readonly issuer?: string;
    readonly audience?: string;
    /** Life of a token that this server signs. */
    readonly ttlS: number;
  };
  readonly agent: 'openclaw' | 'local';
  /** Present exactly when `OPENCLAW_URL` is set. */
  readonly openclaw?: {
    readonly urls: readonly string[];
    readonly token: string;
    /** Runs at the same time on one gateway, whatever their model. */
    readonly gatewayLimit: number;
    /** Runs that may wait for a free place, and for how many milliseconds. */
    readonly queue: { readonly length: number; readonly waitMs: number };
  };
  readonly databaseUrl: string;
  /** Where records wait that the database does not take, and how many bytes of them. */
  readonly spool: { readonly folder: string; readonly maxBytes: number };
  readonly redisUrl?: string;
  /** Present exactly when login is configured. */
  readonly wechat?: { readonly appId: string; readonly appSecret: string; readonly apiBase: string };
  /** Keys the hash that turns an openid into a userId; absent only where tokens come from elsewhere. */
  readonly userIdKey?: string;
  /** Keys the marks by which leaked prompts are known. */
  readonly promptKey: string;
  /** How long running asks may go on after SIGTERM. */
  readonly shutdownGraceMs: number;
  /** Absent when nothing is traced. */
  readonly tracing?: TracingOptions;
  readonly logFormat: 'json' | 'pretty';
}
