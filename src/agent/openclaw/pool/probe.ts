import { z } from 'zod';
import type { Clock } from '../../../common/clock.js';
import { AppError } from '../../../common/errors/app-error.js';
import { type Engine, VERSION_PATH } from '../ways/plugin-way.js';
import type { Finding } from './gateway.js';
import type { GatewayLink, Response } from './gateway-link.js';

/** Milliseconds for a whole probe; a gateway that takes longer is no good to anybody. */
const PROBE_MS = 2_000;

/** A route that every gateway has, and that asks for the token. */
const MODELS_PATH = '/v1/models';

/** What a gateway says to a wrong token, and to one who showed too many of them. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 429]);

const Available = z.object({ available: z.boolean() }).catch({ available: false });

/** What the plugin's version route says, as far as we need it (`openclaw-plugin/README.md`). */
const Version = z.object({
  plugin: z.string().max(64),
  openclaw: z.string().max(64),
  engines: z.object({ lean: Available, public: Available, agent: Available }),
});

const NO_ENGINES: ReadonlySet<Engine> = new Set();

/** Looks at a gateway: whether it takes runs, and which engines its plugin offers. Never throws. */
export async function probe(link: GatewayLink, clock: Clock): Promise<Finding> {
  const timeout = new AbortController();
  const cancelTimer = clock.after(PROBE_MS, () => timeout.abort(new Error('the gateway is too slow')));
  try {
    const ready = await statusOf(link.get('/readyz', timeout.signal));
    const { status, text } = await textOf(link.get(VERSION_PATH, timeout.signal));
    // Where there is no plugin, its route is not found, whatever the token.
    const judged = status === 404 ? await statusOf(link.get(MODELS_PATH, timeout.signal)) : status;
    if (REFUSED.has(judged)) return { state: 'refused', engines: NO_ENGINES };
    return { state: ready === 200 ? 'ready' : 'draining', ...pluginOf(status === 200 ? text : '') };
  } catch {
    return { state: 'unreachable', engines: NO_ENGINES };
  } finally {
    cancelTimer();
  }
}

function pluginOf(text: string): Pick<Finding, 'engines' | 'plugin'> {
  const version = Version.safeParse(parseJson(text)).data;
  if (version === undefined) return { engines: NO_ENGINES };
  const { lean, public: documented, agent } = version.engines;
  const engines = new Set<Engine>();
  if (lean.available) engines.add('lean');
  if (documented.available) engines.add('public');
  if (agent.available) engines.add('agent');
  return { engines, plugin: { version: version.plugin, openclaw: version.openclaw } };
}

async function statusOf(request: Promise<Response>): Promise<number> {
  const { statusCode, body } = await request;
  await body.dump();
  return statusCode;
}

async function textOf(request: Promise<Response>): Promise<{ status: number; text: string }> {
  const { statusCode, body } = await request;
  return { status: statusCode, text: await body.text() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws AppError `AGENT_UNAVAILABLE` unless runs may be sent there */
export function assertReady({ state }: Finding): void {
  if (state === 'ready') return;
  const reasons = {
    draining: 'gateway_not_ready',
    unreachable: 'gateway_unreachable',
    refused: 'gateway_token_refused',
  } as const;
  throw new AppError('AGENT_UNAVAILABLE', { reason: reasons[state], retryAfterS: 5 });
}
