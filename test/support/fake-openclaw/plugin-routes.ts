import type { IncomingMessage, ServerResponse } from 'node:http';
import { ChatBody } from './chat-body.js';
import { PluginBody } from './plugin-body.js';
import { type PluginEngine, unfitFor } from './plugin-engine.js';
import { type PluginRefusal, pluginInvalid } from './plugin-refusals.js';
import type { RecordedRequest } from './recorded-request.js';

export const PLUGIN_COMPLETE_PATH = '/miniask/v1/complete';
export const PLUGIN_VERSION_PATH = '/miniask/v1/version';

export type PluginPath = typeof PLUGIN_COMPLETE_PATH | typeof PLUGIN_VERSION_PATH;

export function isPluginPath(path: string): path is PluginPath {
  return path === PLUGIN_COMPLETE_PATH || path === PLUGIN_VERSION_PATH;
}

export interface FakePluginOptions {
  /** The engines that are available. */
  readonly engines: readonly PluginEngine[];
  /** By agent; default none. */
  readonly tools?: Readonly<Record<string, readonly string[]>>;
  readonly maxInflight?: number;
}

/** Which agents and models there are. */
export interface PluginRoster {
  readonly agents: readonly string[];
  /** Aliases that `model` may name; absent means any. */
  readonly models: readonly string[] | undefined;
}

/** The answer of `GET /miniask/v1/version`. */
export function pluginVersion(
  { engines, tools = {}, maxInflight = 256 }: FakePluginOptions,
  { agents, models }: PluginRoster,
  inflight: number,
): object {
  const report = (engine: PluginEngine): object =>
    engines.includes(engine) ? { available: true } : { available: false, reason: 'not in this fake' };
  return {
    plugin: '0.1.0',
    openclaw: '2026.9.6',
    engines: { lean: report('lean'), public: report('public'), agent: report('agent') },
    agents: agents.map((id) => ({ id, model: `main/${id}`, tools: tools[id] ?? [] })),
    models: (models ?? agents).map((alias) => ({ alias, model: `main/${alias}` })),
    inflight,
    maxInflight,
  };
}

/** The request as the plugin would take it, or how it refuses it. */
export function acceptPlugin(
  { engines }: FakePluginOptions,
  { agents, models }: PluginRoster,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): RecordedRequest | PluginRefusal {
  const parsed = PluginBody.safeParse(jsonOf(body));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return pluginInvalid(`${issue?.path.join('.')} ${issue?.message}`);
  }
  const { agent, model, engine, messages } = parsed.data;
  if (!agents.includes(agent)) {
    return { status: 400, type: 'unknown_agent', message: 'OpenClaw has no agent of this name.' };
  }
  if (model !== undefined && models !== undefined && !models.includes(model)) {
    return { status: 404, type: 'model_not_found', message: 'The model is neither an alias nor allowed.' };
  }
  if (!engines.includes(engine)) {
    return {
      status: 501,
      type: 'engine_unavailable',
      message: `This OpenClaw has not what ${engine} needs.`,
    };
  }
  const unfit = unfitFor(parsed.data);
  if (unfit !== undefined) return pluginInvalid(unfit);
  const said = (wanted: string): string[] =>
    messages.flatMap(({ role, content }) => (role === wanted ? [content ?? ''] : []));
  return {
    headers: request.headers,
    body: ChatBody.parse({ ...parsed.data, messages: [{ role: 'user', content: '' }] }),
    plugin: parsed.data,
    agent,
    sessionKey: undefined,
    model,
    system: said('system').join('\n\n'),
    user: said('user').at(-1) ?? '',
    closed: new Promise((resolve) => {
      response.once('close', () => resolve(response.writableFinished ? 'answered' : 'left'));
    }),
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
