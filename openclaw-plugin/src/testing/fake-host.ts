import type { HookHandler, HostApi, Route } from '../host/host-api.js';

/** A configuration with the agents `fast` and `strong`, an alias for each model, and a model without one. */
export const CONFIG = {
  models: { providers: { main: { api: 'openai-completions', models: [{ id: 'small' }, { id: 'big' }] } } },
  agents: {
    defaults: {
      model: { primary: 'main/small' },
      models: { 'main/small': { alias: 'fast' }, 'main/big': { alias: 'strong' }, 'other/org/plain': {} },
    },
    entries: { fast: {}, strong: { model: { primary: 'strong' } } },
  },
};

/** The side of OpenClaw that loads a plugin: it collects what the plugin registers. */
export class FakeHost implements HostApi {
  readonly routes: Route[] = [];
  readonly hooks = new Map<string, HookHandler>();
  readonly lines: string[] = [];
  config: object = CONFIG;
  readonly logger = {
    info: (line: string): void => void this.lines.push(`info ${line}`),
    warn: (line: string): void => void this.lines.push(`warn ${line}`),
  };
  readonly runtime: HostApi['runtime'];
  readonly pluginConfig: object;
  readonly registrationMode: string;

  constructor({
    llm,
    agent,
    pluginConfig = {},
    registrationMode = 'full',
  }: {
    readonly llm?: unknown;
    readonly agent?: unknown;
    readonly pluginConfig?: object;
    readonly registrationMode?: string;
  } = {}) {
    this.runtime = { version: '2026.9.6', config: { current: () => this.config }, llm, agent };
    this.pluginConfig = pluginConfig;
    this.registrationMode = registrationMode;
  }

  registerHttpRoute(route: Route): void {
    this.routes.push(route);
  }

  on(hook: string, handler: HookHandler): void {
    this.hooks.set(hook, handler);
  }
}
