import { isObject, stringAt, valueAt } from '../common/json.js';
import { PluginError } from '../errors/plugin-error.js';

export interface ModelName {
  readonly alias?: string;
  /** `provider/model`. */
  readonly model: string;
}

interface Agent {
  readonly primary: string | undefined;
  readonly models: readonly ModelName[];
}

/** The agent that OpenClaw has when none is configured. */
const IMPLIED_AGENT = 'main';

/**
 * What the plugin heeds of OpenClaw's configuration (docs/gateway/configuration-reference.md of OpenClaw
 * 2026.9.6): agents in `agents.entries`, models and aliases in `agents.defaults.models` and in an agent's
 * own `models`, providers in `models.providers`.
 */
export class Configuration {
  private static readonly known = new WeakMap<object, Configuration>();

  private readonly entries: ReadonlyMap<string, Agent>;
  private readonly primary: string | undefined;
  private readonly named: readonly ModelName[];
  private readonly provided: readonly ModelName[];

  private constructor(raw: unknown) {
    const entries = valueAt(raw, 'agents', 'entries');
    this.entries = new Map(
      isObject(entries) && Object.keys(entries).length > 0
        ? Object.entries(entries).map(([id, entry]) => [id, agentOf(entry)])
        : [[IMPLIED_AGENT, agentOf(undefined)]],
    );
    this.primary = primaryOf(valueAt(raw, 'agents', 'defaults'));
    this.named = namedModels(valueAt(raw, 'agents', 'defaults', 'models'));
    this.provided = providedModels(valueAt(raw, 'models', 'providers'));
  }

  /** The same for the same object, which OpenClaw replaces when it reads its file again. */
  static of(raw: unknown): Configuration {
    if (!isObject(raw)) return new Configuration(raw);
    const found = this.known.get(raw) ?? new Configuration(raw);
    this.known.set(raw, found);
    return found;
  }

  get agents(): string[] {
    return [...this.entries.keys()];
  }

  /** The models that any agent may use: those with a line of their own, else all that there are. */
  get models(): readonly ModelName[] {
    return this.named.length > 0 ? this.named : this.provided;
  }

  /**
   * The `provider/model` that a request means.
   * @param requested an alias or `provider/model`; absent, the agent's own model, else the default.
   * @throws PluginError `unknown_agent`, `model_not_found`, or `model_unavailable` when there is no default.
   */
  modelFor(agentId: string, requested: string | undefined): string {
    const agent = this.entries.get(agentId);
    if (agent === undefined) throw new PluginError('unknown_agent', 'OpenClaw has no agent of this name.');
    const own = this.ownModel(agentId);
    if (requested === undefined) {
      if (own === undefined) throw new PluginError('model_unavailable', 'The agent has no model.');
      return own;
    }
    const found = find(this.allowedFor(agent), requested) ?? (requested === own ? own : undefined);
    if (found !== undefined) return found;
    throw new PluginError(
      'model_not_found',
      'The model is neither an alias nor allowed by the configuration.',
    );
  }

  /** The agent's own `provider/model`, else the default one, where there is one. */
  ownModel(agentId: string): string | undefined {
    const agent = this.entries.get(agentId);
    const name = agent?.primary ?? this.primary;
    if (agent === undefined || name === undefined) return undefined;
    return find(this.allowedFor(agent), name) ?? name;
  }

  private allowedFor(agent: Agent): readonly ModelName[] {
    return [...agent.models, ...this.models];
  }
}

/** The two parts of `provider/model`, whose second one may have slashes itself. */
export function splitModel(ref: string): { readonly provider: string; readonly id: string } {
  const slash = ref.indexOf('/');
  if (slash < 1) throw new PluginError('model_unavailable', 'The agent\'s model is no "provider/model".');
  return { provider: ref.slice(0, slash), id: ref.slice(slash + 1) };
}

function agentOf(entry: unknown): Agent {
  return { primary: primaryOf(entry), models: namedModels(valueAt(entry, 'models')) };
}

/** `model` is the name itself, or an object with it. */
function primaryOf(owner: unknown): string | undefined {
  return stringAt(owner, 'model') ?? stringAt(owner, 'model', 'primary');
}

function namedModels(models: unknown): ModelName[] {
  if (!isObject(models)) return [];
  return Object.entries(models).map(([model, entry]) => {
    const alias = stringAt(entry, 'alias');
    return alias === undefined ? { model } : { alias, model };
  });
}

function providedModels(providers: unknown): ModelName[] {
  if (!isObject(providers)) return [];
  return Object.entries(providers).flatMap(([provider, entry]) => {
    const models = valueAt(entry, 'models');
    const ids = Array.isArray(models) ? models.map((model) => stringAt(model, 'id')) : [];
    return ids.flatMap((id) => (id === undefined ? [] : [{ model: `${provider}/${id}` }]));
  });
}

function find(models: readonly ModelName[], name: string): string | undefined {
  return (
    models.find(({ alias }) => alias === name)?.model ?? models.find(({ model }) => model === name)?.model
  );
}
