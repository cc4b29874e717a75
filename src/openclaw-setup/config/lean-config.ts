import type { AgentNeed, GatewayNeeds } from '../needs.js';
import type { Json } from './json-text.js';
import { toolPolicy } from './tool-policy.js';

/** What decides, beside the needs, which keys are wanted. */
export interface Circumstances {
  /** Absolute path of the plugin's folder as the gateway sees it; absent without the plugin. */
  readonly pluginPath?: string;
  /** Models come from our provider; else the file has others, and agents use its default model. */
  readonly hasOwnProvider: boolean;
  /** The gateway serves others too, so what concerns all of it is left alone. */
  readonly isShared: boolean;
}

type Tree = { readonly [key: string]: Json };

const MIN_TIMEOUT_S = 60;
/** The plugin's default of `maxTimeoutMs` (`openclaw-plugin/openclaw.plugin.json`). */
const PLUGIN_MAX_TIMEOUT_MS = 300_000;

/** The provider that a new file gets; its address, key and models come from the environment. */
export const OWN_PROVIDER = 'main';

/**
 * The `openclaw.json` of a gateway that does nothing but serve MiniAsk, or, where it is shared, of what
 * MiniAsk needs of it. Keys as `openclaw config schema` of 2026.9.6 tells them; what each is good for
 * stands in docs/openclaw.md.
 */
export function leanConfig(needs: GatewayNeeds, circumstances: Circumstances): Tree {
  const { hasOwnProvider, isShared, pluginPath } = circumstances;
  return {
    gateway: gateway(isShared),
    ...(hasOwnProvider && { models: models(needs) }),
    agents: agents(needs, circumstances),
    // Left alone, OpenClaw adds three tools of its own to search the others, and 700 tokens (seen).
    ...(!isShared && { tools: { toolSearch: false } }),
    ...(!isShared && { session: { maintenance: { maxEntries: 1000, maxDiskBytes: '500mb' } } }),
    ...(pluginPath !== undefined && { plugins: plugins(needs, pluginPath, isShared) }),
    ...(pluginPath === undefined && !isShared && { plugins: { enabled: false } }),
    ...(!isShared && {
      cron: { enabled: false },
      // Below `warn`, the log file holds every answer (seen).
      logging: { level: 'warn', consoleLevel: 'warn' },
      update: { checkOnStart: false, auto: { enabled: false } },
      telemetry: { enabled: false },
    }),
  };
}

function gateway(isShared: boolean): Tree {
  return {
    mode: 'local',
    port: 18_789,
    bind: 'loopback',
    auth: { mode: 'token', token: '${OPENCLAW_GATEWAY_TOKEN}' },
    ...(!isShared && { controlUi: { enabled: false } }),
    http: {
      endpoints: {
        chatCompletions: { enabled: true, images: { allowUrl: false } },
        ...(!isShared && { responses: { enabled: false } }),
      },
    },
  };
}

function models(needs: GatewayNeeds): Tree {
  return {
    mode: 'replace',
    catalogRefresh: { enabled: false },
    providers: {
      [OWN_PROVIDER]: {
        baseUrl: '${MODEL_BASE_URL}',
        // Not MODEL_API_KEY: seeing that, OpenClaw tries to download its plugin for Meta at every start.
        apiKey: '${PROVIDER_API_KEY}',
        api: 'openai-completions',
        models: ownModels(needs).map((id) => providerModel(id)),
      },
    },
  };
}

/** The ids of the models that our provider must have: those of the agents, and those of `models.yaml`. */
export function ownModels({ agents: needed, models: named }: GatewayNeeds): string[] {
  const prefix = `${OWN_PROVIDER}/`;
  const overrides = named.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return [...new Set([...needed.map(({ base }) => modelVariable(base)), ...overrides])];
}

/** The variable that holds the model of an agent, such as `${MODEL_FAST}`; OpenClaw fills it in. */
function modelVariable(base: string): string {
  return `\${MODEL_${base.toUpperCase().replaceAll('-', '_')}}`;
}

export function providerModel(id: string): Tree {
  return {
    id,
    name: id,
    reasoning: false,
    input: ['text'],
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    contextWindow: 64_000,
    maxTokens: 4096,
    // The name that every OpenAI-compatible provider understands.
    compat: { maxTokensField: 'max_tokens' },
  };
}

function agents(needs: GatewayNeeds, circumstances: Circumstances): Tree {
  const { hasOwnProvider, isShared } = circumstances;
  const [first] = needs.agents;
  return {
    ...(!isShared && { ownership: 'explicit' }),
    ...(!isShared && {
      defaults: {
        ...(first !== undefined && hasOwnProvider && { model: ownModel(first) }),
        skipBootstrap: true,
        contextInjection: 'never',
        heartbeat: { every: '0m' },
        timeoutSeconds: Math.max(MIN_TIMEOUT_S, Math.ceil(needs.longestRunMs / 1000)),
        maxConcurrent: 8,
      },
    }),
    entries: Object.fromEntries(needs.agents.map((need) => [need.id, agent(need, hasOwnProvider)])),
  };
}

function agent(need: AgentNeed, hasOwnProvider: boolean): Tree {
  return {
    ...(hasOwnProvider && { model: ownModel(need) }),
    contextInjection: 'never',
    skills: [],
    tools: toolPolicy(need.tools),
    memory: { search: { enabled: false } },
  };
}

/** Without fallbacks: MiniAsk has its own, which heed the deadline of an ask. */
function ownModel({ base }: AgentNeed): Tree {
  return { primary: `${OWN_PROVIDER}/${modelVariable(base)}`, fallbacks: [] };
}

function plugins({ longestRunMs }: GatewayNeeds, path: string, isShared: boolean): Tree {
  return {
    enabled: true,
    // `slots` as well: without it the memory plugin is loaded in spite of `allow` (seen).
    ...(!isShared && { allow: ['miniask'], slots: { memory: 'none' } }),
    load: { paths: [path] },
    entries: {
      miniask: {
        enabled: true,
        hooks: { allowPromptInjection: true, allowConversationAccess: true },
        llm: { allowModelOverride: true, allowAgentIdOverride: true },
        config: {
          maxInflight: 256,
          timeoutMs: Math.max(MIN_TIMEOUT_S * 1000, longestRunMs),
          ...(longestRunMs > PLUGIN_MAX_TIMEOUT_MS && { maxTimeoutMs: longestRunMs }),
        },
      },
    },
  };
}
