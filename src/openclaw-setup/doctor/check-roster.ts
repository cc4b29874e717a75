import type { AgentNeed, GatewayNeeds } from '../needs.js';
import { type Finding, fail, ok, warn } from '../../common/finding.js';
import type { PluginVersion } from './plugin-version.js';

const SET_UP = 'npm run openclaw:config -- --write adds it';

/**
 * Older names that OpenClaw 2026.9.6 still takes in `tools.allow`, by the tools that they stand for (its
 * docs, gateway/config-tools/tool-policy.md and built-in-tools.md).
 */
const TOOL_ALIASES: Readonly<Record<string, string>> = {
  bash: 'exec',
  cron: 'automations',
  update_plan: 'progress_card',
};

/** Whether the gateway has the agents, tools and models that profiles name. @param listed by `/v1/models` */
export function checkRoster(
  needs: GatewayNeeds,
  listed: readonly string[],
  version: PluginVersion | undefined,
): Finding[] {
  const has = new Set(listed.map((id) => id.toLowerCase()));
  const agents = needs.agents.map((need) => checkAgent(need, has));
  const present = needs.agents.filter(({ id }) => has.has(id.toLowerCase()));
  return [
    ...needs.unservable.map((trouble) => fail('profiles', trouble, 'Until then, asks of this profile fail')),
    ...agents,
    ...checkTools(present, version),
    ...checkModels(needs.models, version),
  ];
}

/** OpenClaw writes ids in lower case, and takes them in any (seen). */
function checkAgent({ id, tools }: AgentNeed, has: ReadonlySet<string>): Finding {
  if (has.has(id.toLowerCase())) return ok(`agent ${id}`, 'is there');
  const why =
    tools.length === 0 ? 'models.yaml names it' : `profiles with the tools ${tools.join(', ')} need it`;
  return fail(`agent ${id}`, `is missing, and ${why}`, SET_UP);
}

function checkTools(agents: readonly AgentNeed[], version: PluginVersion | undefined): Finding[] {
  const told = new Map(version?.agents?.map(({ id, tools }) => [id.toLowerCase(), tools]));
  const untold = agents.filter(
    ({ id, tools }) => tools.length > 0 && told.get(id.toLowerCase()) === undefined,
  );
  return [
    ...agents.flatMap((need) => compareTools(need, told.get(need.id.toLowerCase()))),
    ...untold.map(({ id, tools }) =>
      warn(
        `tools of ${id}`,
        'cannot be asked for without the plugin; only that the agent is there was checked',
        `See in its openclaw.json that agents.entries.${id}.tools.allow is ${JSON.stringify(tools)}`,
      ),
    ),
  ];
}

function compareTools({ id, tools }: AgentNeed, told: readonly string[] | undefined): Finding[] {
  if (told === undefined) return [];
  const wanted = tools.map((tool) => TOOL_ALIASES[tool] ?? tool);
  const missing = wanted.filter((tool) => !told.includes(tool));
  const extra = told.filter((tool) => !wanted.includes(tool));
  const subject = `tools of ${id}`;
  if (missing.length > 0) {
    return [
      fail(
        subject,
        `${missing.join(', ')} missing; it has ${told.join(', ') || 'none'}`,
        `See agents.entries.${id}.tools, and that plugins.allow names the plugin that brings the tool`,
      ),
    ];
  }
  if (extra.length > 0) {
    return [
      warn(
        subject,
        `${extra.length} more than profiles name: ${shortened(extra)}`,
        `What users write can make it use them: set agents.entries.${id}.tools to what npm run openclaw:config proposes`,
      ),
    ];
  }
  return tools.length === 0 ? [] : [ok(subject, `exactly ${tools.join(', ')}`)];
}

function shortened(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} …`;
}

/** Without the plugin nobody tells which models may be named: the completions show it. */
function checkModels(models: readonly string[], version: PluginVersion | undefined): Finding[] {
  const told = version?.models;
  if (told === undefined) return [];
  return models.map((name) =>
    told.some(({ alias, model }) => model === name || alias === name)
      ? ok(`model ${name}`, 'may be used')
      : fail(
          `model ${name}`,
          'is not among the models that may be used, and models.yaml names it',
          'Add it to models.providers, and to agents.defaults.models where that lists models',
        ),
  );
}
