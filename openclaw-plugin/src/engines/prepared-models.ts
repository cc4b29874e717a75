import type { Clock } from '../common/clock.js';
import { type JsonObject, isObject, stringAt } from '../common/json.js';
import { PluginError } from '../errors/plugin-error.js';
import { shortProviderText } from '../errors/provider-text.js';
import type { LeanSdk } from '../host/sdk-parts.js';
import type { Run } from './engine.js';

/** A model with its credentials, ready to be called. */
export interface PreparedModel {
  /** OpenClaw's own; goes back to it unread but for these names. */
  readonly model: JsonObject;
  /** Such as `openai-completions`. */
  readonly api: string;
  readonly provider: string;
  readonly id: string;
  readonly apiKey: string | undefined;
}

interface Entry {
  readonly config: unknown;
  readonly preparedAt: number;
  readonly model: Promise<PreparedModel>;
}

const MAX_ENTRIES = 256;
/** So often at most do refused credentials make a model be prepared again, in milliseconds. */
const REFUSED_AGAIN_MS = 60_000;

/**
 * Models that OpenClaw has prepared. Each preparation retains about 36 KB until the gateway stops
 * (measured with 2026.9.6; docs/plugins/sdk-runtime/models.md: "no release method"), so one serves all
 * requests of its agent and model until the configuration changes or it gets old.
 */
export class PreparedModels {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly sdk: LeanSdk,
    private readonly clock: Clock,
    private readonly ttlMs: number,
  ) {}

  /** @throws PluginError `model_unavailable`: credentials are missing, or OpenClaw does not know the model. */
  get(run: Run): Promise<PreparedModel> {
    const key = keyOf(run);
    const known = this.entries.get(key);
    if (known !== undefined && known.config === run.config && this.ageOf(known) < this.ttlMs)
      return known.model;

    const entry = { config: run.config, preparedAt: this.clock.now(), model: this.prepare(run) };
    // As the newest one, also when it takes the place of another.
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.model.catch(() => this.remove(key, entry));
    const [oldest] = this.entries.keys();
    if (this.entries.size > MAX_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
    return entry.model;
  }

  /** The provider refused the credentials: the next request gets newer ones, if there are any. */
  refused(run: Run): void {
    const key = keyOf(run);
    const entry = this.entries.get(key);
    if (entry !== undefined && this.ageOf(entry) >= REFUSED_AGAIN_MS) this.remove(key, entry);
  }

  private ageOf({ preparedAt }: Entry): number {
    return this.clock.now() - preparedAt;
  }

  private remove(key: string, entry: Entry): void {
    if (this.entries.get(key) === entry) this.entries.delete(key);
  }

  private async prepare({ config, request, model }: Run): Promise<PreparedModel> {
    const prepared = await this.sdk
      .prepareSimpleCompletionModelForAgent({ cfg: config, agentId: request.agent, modelRef: model })
      .catch((cause: unknown) => {
        throw unavailable('', cause);
      });
    const problem = stringAt(prepared, 'error');
    if (problem !== undefined) throw unavailable(problem);
    const found = isObject(prepared) ? prepared['model'] : undefined;
    const api = stringAt(found, 'api');
    const provider = stringAt(found, 'provider');
    const id = stringAt(found, 'id');
    if (!isObject(found) || api === undefined || provider === undefined || id === undefined) {
      throw unavailable('OpenClaw prepared something else than a model');
    }
    return { model: found, api, provider, id, apiKey: stringAt(prepared, 'auth', 'apiKey') };
  }
}

function keyOf({ request, model }: Run): string {
  return JSON.stringify([request.agent, model]);
}

function unavailable(problem: string, cause?: unknown): PluginError {
  const words = problem === '' ? '' : `: ${shortProviderText(problem)}`;
  return new PluginError('model_unavailable', `OpenClaw cannot prepare the model${words}`, { cause });
}
