import { isPlainObject } from '../../common/is-plain-object.js';
import type { AgentNeed, GatewayNeeds } from '../needs.js';
import type { Circumstances } from './lean-config.js';
import { at, keysAt, stringsAt } from './tree.js';

type Check = (data: unknown, needs: GatewayNeeds, circumstances: Circumstances) => readonly string[];

const CHECKS: readonly Check[] = [
  checkGateway,
  checkSharing,
  checkPlugin,
  checkProviders,
  checkAgents,
  checkGlobalTools,
  checkTimes,
];

/** What of the file stands in the way of MiniAsk: each with its place, and what to do. */
export function findConflicts(data: unknown, needs: GatewayNeeds, circumstances: Circumstances): string[] {
  return CHECKS.flatMap((check) => check(data, needs, circumstances));
}

function checkGateway(data: unknown): string[] {
  const found: string[] = [];
  if (at(data, 'gateway', 'mode') !== 'local') {
    found.push('gateway.mode: is not "local", so no gateway starts from this file: set it to "local"');
  }
  if (at(data, 'gateway', 'auth', 'mode') !== 'token' || at(data, 'gateway', 'auth', 'token') === undefined) {
    found.push(
      'gateway.auth: has no token, which is all that MiniAsk can show: set it to { "mode": "token", "token": "${OPENCLAW_GATEWAY_TOKEN}" }',
    );
  }
  if (at(data, 'gateway', 'http', 'endpoints', 'chatCompletions', 'enabled') !== true) {
    found.push(
      'gateway.http.endpoints.chatCompletions.enabled: is not true, and without it no ask is answered where the plugin is missing: set it to true',
    );
  }
  return found;
}

function checkSharing(data: unknown, _needs: GatewayNeeds, { isShared }: Circumstances): string[] {
  if (!isShared) return [];
  const found = [
    'agents.entries: there are other agents or channels than MiniAsk needs, so what concerns all of the gateway (agents.defaults, cron, updates, logging, control UI, plugins.allow) was left as it is: a gateway of its own, set up in a new file, is leaner and safer',
  ];
  if (keysAt(data, 'channels').length > 0 && at(data, 'bindings') === undefined) {
    found.push(
      'bindings: with more than one agent, OpenClaw asks which of them owns a channel: add { "agentId": …, "match": { "channel": … } } for each channel',
    );
  }
  return found;
}

function checkPlugin(data: unknown, _needs: GatewayNeeds, { pluginPath, isShared }: Circumstances): string[] {
  if (pluginPath === undefined) return [];
  const found: string[] = [];
  if (at(data, 'plugins', 'enabled') === false) {
    found.push('plugins.enabled: is false, so the plugin is not loaded: set it to true');
  }
  if (isShared && stringsAt(data, 'plugins', 'allow') === undefined) {
    found.push(
      'plugins.allow: is not set, so OpenClaw loads every plugin that it finds: list those that you use, and "miniask"',
    );
  }
  if (stringsAt(data, 'plugins', 'deny')?.includes('miniask')) {
    found.push('plugins.deny: names "miniask", so the plugin is not loaded: take it out');
  }
  const others = (stringsAt(data, 'plugins', 'load', 'paths') ?? []).filter((path) => path !== pluginPath);
  if (!stringsAt(data, 'plugins', 'load', 'paths')?.includes(pluginPath)) {
    found.push(
      `plugins.load.paths: holds ${others.join(', ')} but not ${pluginPath}: change it if that is where the plugin is now`,
    );
  }
  for (const path of [
    ['enabled'],
    ['hooks', 'allowPromptInjection'],
    ['hooks', 'allowConversationAccess'],
    ['llm', 'allowModelOverride'],
    ['llm', 'allowAgentIdOverride'],
  ]) {
    if (at(data, 'plugins', 'entries', 'miniask', ...path) === true) continue;
    found.push(
      `plugins.entries.miniask.${path.join('.')}: is not true, so engines of the plugin are missing: set it to true`,
    );
  }
  return found;
}

/** A model is looked for by its provider alone: its id may come from a variable. */
function checkProviders(data: unknown, needs: GatewayNeeds): string[] {
  const providers = keysAt(data, 'models', 'providers');
  const found = needs.models.flatMap((model) => {
    const [provider = ''] = model.split('/');
    if (providers.includes(provider)) return [];
    return [
      `models.providers.${provider}: is missing, and models.yaml names ${model}: add the provider with baseUrl, apiKey, api and models`,
    ];
  });
  const withoutModel = needs.agents.filter(
    ({ id }) => at(data, 'agents', 'entries', id, 'model') === undefined,
  );
  if (withoutModel.length > 0 && at(data, 'agents', 'defaults', 'model') === undefined) {
    const ids = withoutModel.map(({ id }) => id).join(', ');
    found.push(
      `agents.defaults.model: is missing, and so is the model of ${ids}: set { "primary": "provider/model", "fallbacks": [] } at each of them`,
    );
  }
  return found;
}

function checkAgents(data: unknown, { agents }: GatewayNeeds): string[] {
  return agents.flatMap((need) => [...checkFallbacks(data, need), ...checkTools(data, need)]);
}

function checkFallbacks(data: unknown, { id }: AgentNeed): string[] {
  const own = at(data, 'agents', 'entries', id, 'model');
  const place = own === undefined ? 'agents.defaults.model' : `agents.entries.${id}.model`;
  const model = own ?? at(data, 'agents', 'defaults', 'model');
  if (!stringsAt(model, 'fallbacks')?.length) return [];
  return [
    `${place}.fallbacks: OpenClaw changes the model of "${id}" by itself, unseen and after the deadline of most asks: leave it empty and give the profile a fallback`,
  ];
}

function checkTools(data: unknown, { id, tools }: AgentNeed): string[] {
  const place = `agents.entries.${id}.tools`;
  const policy = at(data, 'agents', 'entries', id, 'tools');
  const allow = stringsAt(policy, 'allow') ?? [];
  const deny = stringsAt(policy, 'deny') ?? [];
  if (tools.length === 0) {
    if (deny.includes('*')) return [];
    return [
      `${place}: lets "${id}" use tools, although no profile wants any: whatever users write can make it use them. Set it to { "deny": ["*"] }, or give models.yaml another agent`,
    ];
  }
  if (allow.length === 0 || !isPlainObject(policy)) {
    return [
      `${place}: has no "allow" with a name in it, which means every tool that there is: set "allow" to ${JSON.stringify(tools)}`,
    ];
  }
  const missing = tools.filter((tool) => !allow.includes(tool) || deny.includes(tool) || deny.includes('*'));
  const extra = allow.filter((tool) => !tools.includes(tool));
  return [
    ...(missing.length > 0
      ? [
          `${place}: lacks ${missing.join(', ')}, which a profile names: add it to "allow" and take it out of "deny"`,
        ]
      : []),
    ...(extra.length > 0
      ? [`${place}: also allows ${extra.join(', ')}, which no profile of "${id}" names: take it out`]
      : []),
  ];
}

/** What the whole gateway may not use, no agent may. */
function checkGlobalTools(data: unknown, { agents }: GatewayNeeds): string[] {
  const wanted = [...new Set(agents.flatMap(({ tools }) => tools))];
  const allow = stringsAt(data, 'tools', 'allow') ?? [];
  const deny = stringsAt(data, 'tools', 'deny') ?? [];
  const denied = wanted.filter((tool) => deny.includes(tool) || deny.includes('*'));
  const left = wanted.filter((tool) => allow.length > 0 && !allow.includes(tool) && !allow.includes('*'));
  return [
    ...(denied.length > 0
      ? [`tools.deny: takes ${denied.join(', ')} from every agent, and profiles name it: take it out`]
      : []),
    ...(left.length > 0 ? [`tools.allow: does not name ${left.join(', ')}, which profiles do: add it`] : []),
  ];
}

/** Written by an earlier run, perhaps, when models.yaml allowed less. */
function checkTimes(data: unknown, { longestRunMs }: GatewayNeeds): string[] {
  const limits = [
    { place: 'agents.defaults.timeoutSeconds', unitMs: 1000 },
    { place: 'plugins.entries.miniask.config.timeoutMs', unitMs: 1 },
  ];
  return limits.flatMap(({ place, unitMs }) => {
    const limit = at(data, ...place.split('.'));
    if (typeof limit !== 'number' || limit * unitMs >= longestRunMs) return [];
    return [
      `${place}: is ${limit}, so answers are cut off that models.yaml allows ${longestRunMs} ms: set it to ${Math.ceil(longestRunMs / unitMs)}`,
    ];
  });
}
