import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorCode } from '../src/common/errors/catalogue.ts';
import { FakeOpenClaw } from '../test/support/fake-openclaw/index.ts';
import { FakeWechat } from '../test/support/fake-wechat.ts';
import type { FuzzOptions } from './options.ts';
import type { ServerName } from './request.ts';
import { FuzzedServer, removeFolder } from './server.ts';

/** Codes of `wx.login` that are good; each is exchanged once. */
const LOGIN_CODES = 300;

/** What a gateway's failures may come to. */
const AGENT_FAILURES: readonly ErrorCode[] = ['AGENT_ERROR', 'AGENT_OVERLOADED', 'AGENT_TIMEOUT', 'AGENT_UNAVAILABLE', 'OUTPUT_INVALID']; // prettier-ignore

/** The servers under fire, and what the fuzzer must know of them. */
export interface Setup {
  readonly urls: Readonly<Record<ServerName, string>>;
  /** Those that were started for this; none with `--url`. */
  readonly servers: readonly FuzzedServer[];
  readonly secret: string;
  readonly known: ReadonlyMap<string, readonly string[]>;
  readonly legitimate: ReadonlySet<ErrorCode>;
  readonly secrets: readonly string[];
  readonly close: () => Promise<void>;
}

/** A server that runs already, of which nothing is known but its secret. */
export function runningServer(url: string, secret: string | undefined): Setup {
  if (secret === undefined) throw new Error('--url needs JWT_SECRET, the secret of that server');
  return {
    urls: { lifted: url, shipped: url },
    servers: [],
    secret,
    known: new Map(),
    legitimate: new Set([...AGENT_FAILURES, 'LOGIN_NOT_CONFIGURED', 'WECHAT_ERROR']),
    secrets: [secret],
    close: async () => undefined,
  };
}

/** Two servers, with raised limits and as it ships, a fake WeChat, and a fake gateway when asked for. */
export async function startServers({ openclaw: withGateway }: FuzzOptions): Promise<Setup> {
  const folder = await mkdtemp(join(tmpdir(), 'miniask-fuzz-'));
  const secret = randomBytes(32).toString('hex');
  const wechat = await FakeWechat.start();
  const codes = Array.from({ length: LOGIN_CODES }, (_, index) => wechat.newCode(`openid-${index}`));
  const gateway = withGateway ? await FakeOpenClaw.start({ record: false, plugin: { engines: ['lean'] } }) : undefined;
  const env = {
    JWT_SECRET: secret,
    WECHAT_APP_ID: wechat.appId,
    WECHAT_APP_SECRET: wechat.appSecret,
    WECHAT_API_BASE: wechat.url,
    ...(gateway === undefined ? { AGENT: 'local' } : { OPENCLAW_URL: gateway.url, OPENCLAW_TOKEN: gateway.token }),
  };
  const start = (name: ServerName): Promise<FuzzedServer> =>
    FuzzedServer.start({ name, folder: join(folder, name), env, liftLimits: name === 'lifted' });
  const servers = [await start('lifted'), await start('shipped')] as const;
  return {
    urls: { lifted: servers[0].url, shipped: servers[1].url },
    servers,
    secret,
    known: new Map([['code', codes]]),
    legitimate: new Set(withGateway ? AGENT_FAILURES : []),
    secrets: [secret, wechat.appSecret, wechat.sessionKey, folder],
    close: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      await wechat.close();
      await gateway?.stop();
      await removeFolder(folder);
    },
  };
} // prettier-ignore
