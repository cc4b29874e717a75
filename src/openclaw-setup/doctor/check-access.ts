import type { GatewayLink } from '../../agent/openclaw/pool/gateway-link.js';
import type { Clock } from '../../common/clock.js';
import { type Finding, fail, ok } from '../../common/finding.js';
import { type Reading, read } from './gateway-reader.js';
import { agentsOf } from './plugin-version.js';

export interface Access {
  readonly findings: readonly Finding[];
  /** What the gateway lists; undefined when there is no use in looking further. */
  readonly agents: readonly string[] | undefined;
}

/** Whether the gateway is there, lets us in and works. */
export async function checkAccess(link: GatewayLink, clock: Clock): Promise<Access> {
  const health = reachable(await read(link, '/healthz', clock));
  if (health.status === 'fail') return { findings: [health], agents: undefined };
  const models = await read(link, '/v1/models', clock);
  const token = admitted(models);
  if (token.status === 'fail') return { findings: [health, token], agents: undefined };
  const ready = readiness(await read(link, '/readyz', clock));
  const agents = ready.status === 'fail' || models.kind === 'none' ? undefined : agentsOf(models.json);
  return { findings: [health, token, ready], agents };
}

function reachable(reading: Reading): Finding {
  if (reading.kind === 'none') {
    return fail(
      'reachable',
      reading.reason === 'too_slow' ? 'no answer in time' : `no answer (${reading.reason})`,
      'Start the gateway, and compare OPENCLAW_URL with its gateway.port and gateway.bind',
    );
  }
  if (reading.status === 200) return ok('reachable', `answers after ${reading.ms} ms`);
  return fail(
    'reachable',
    `/healthz answers ${reading.status}, which OpenClaw never does`,
    'OPENCLAW_URL leads to something else: look at its port and path',
  );
}

function admitted(reading: Reading): Finding {
  if (reading.kind === 'none') {
    return fail('token', `/v1/models does not answer (${reading.reason})`, "See the gateway's log");
  }
  switch (reading.status) {
    case 200:
      if (agentsOf(reading.json) !== undefined) return ok('token', 'accepted');
      return fail(
        'token',
        '/v1/models answers without agents',
        'OPENCLAW_URL leads to something that is not OpenClaw',
      );
    case 401:
    case 403:
      return fail(
        'token',
        `refused (${reading.status})`,
        "Set OPENCLAW_TOKEN to the gateway's gateway.auth.token (OPENCLAW_GATEWAY_TOKEN)",
      );
    case 429:
      return fail(
        'token',
        'locked out after too many wrong tokens',
        'Correct OPENCLAW_TOKEN, wait for the lock to end and try again',
      );
    case 404:
      return fail(
        'token',
        '/v1/models is not there (404)',
        'Set gateway.http.endpoints.chatCompletions.enabled to true: npm run openclaw:config does it',
      );
    case 503:
      return fail('token', 'the gateway is starting or stopping (503)', 'Try again in half a minute');
    default:
      return fail('token', `/v1/models answers ${reading.status}`, "See the gateway's log");
  }
}

function readiness(reading: Reading): Finding {
  if (reading.kind === 'answer' && reading.status === 200) return ok('ready', 'takes asks');
  const seen =
    reading.kind === 'answer'
      ? `/readyz answers ${reading.status}`
      : `/readyz does not answer (${reading.reason})`;
  return fail(
    'ready',
    `${seen}: it is starting or stopping`,
    'Try again in half a minute; if it stays so, see its log',
  );
}
