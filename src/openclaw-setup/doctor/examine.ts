import { OpenClawAgentClient } from '../../agent/openclaw/openclaw-agent-client.js';
import { GatewayLink } from '../../agent/openclaw/pool/gateway-link.js';
import { VERSION_PATH } from '../../agent/openclaw/ways/plugin-way.js';
import type { Way } from '../../agent/agent-client.js';
import type { Clock } from '../../common/clock.js';
import type { GatewayNeeds } from '../needs.js';
import { checkAccess } from './check-access.js';
import { checkCompletion } from './check-completion.js';
import { checkPlugin } from './check-plugin.js';
import { checkRoster } from './check-roster.js';
import { type Finding, ok, warn } from '../../common/finding.js';
import { read } from './gateway-reader.js';

export interface Patient {
  readonly url: string;
  readonly token: string;
}

/** Looks at one gateway, each finding as soon as it is known. Sends one short ask per agent and model. */
export async function* examine(patient: Patient, needs: GatewayNeeds, clock: Clock): AsyncGenerator<Finding> {
  const link = new GatewayLink(patient.url, patient.token);
  try {
    const access = await checkAccess(link, clock);
    yield* access.findings;
    if (access.agents === undefined) return;
    const plugin = checkPlugin(await read(link, VERSION_PATH, clock));
    yield* plugin.findings;
    const { agents } = access;
    yield* checkRoster(needs, agents, plugin.version);
    yield* askEach(patient, present(needs, agents), clock);
  } finally {
    await link.close();
  }
}

/** Asking an agent that is missing would only say so again. */
function present(needs: GatewayNeeds, agents: readonly string[]): GatewayNeeds {
  const has = new Set(agents.map((id) => id.toLowerCase()));
  return { ...needs, targets: needs.targets.filter(({ agent }) => has.has(agent.id.toLowerCase())) };
}

/** One after the other: together, they would measure each other. */
async function* askEach(
  { url, token }: Patient,
  { targets }: GatewayNeeds,
  clock: Clock,
): AsyncGenerator<Finding> {
  if (targets.length === 0) return;
  const options = { urls: [url], token, gatewayLimit: 1, queue: { length: 1, waitMs: 1000 } };
  const client = await OpenClawAgentClient.open(options, clock);
  const ways = new Set<Way>();
  try {
    for (const target of targets) {
      const { finding, way } = await checkCompletion(client, target, clock);
      if (way !== undefined) ways.add(way);
      yield finding;
    }
  } finally {
    await client.close();
  }
  yield retries(ways);
}

/** The engines `lean` and `public` try nothing twice; OpenClaw's own agent does, and tells nobody whether. */
function retries(ways: ReadonlySet<Way>): Finding {
  if (!ways.has('chat') && !ways.has('agent')) return ok('retries', 'the plugin tries nothing twice');
  return warn(
    'retries',
    'whether silent retries are off cannot be seen from outside',
    'Make sure that npm run openclaw:config -- --state <the state folder of the gateway> says "nothing to change"',
  );
}
