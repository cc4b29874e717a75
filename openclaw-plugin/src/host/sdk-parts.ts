import { isObject, valueAt } from '../common/json.js';
import { type HostRuntime, hasFunctions } from './host-api.js';
import type { LoadSdk, SdkModule } from './load-sdk.js';

/** Both are exported by OpenClaw without types; docs/plugins/sdk-runtime/models.md describes the first. */
export interface LeanSdk {
  /** `simple-completion-runtime`; each call retains about 36 KB until the gateway stops. */
  prepareSimpleCompletionModelForAgent(params: {
    readonly cfg: unknown;
    readonly agentId: string;
    readonly modelRef: string;
  }): Promise<unknown>;
  /** `llm`; an async iterable of events, which ends with `done` or `error`. */
  streamSimple(model: unknown, context: unknown, options: unknown): unknown;
}

/** `api.runtime.llm`: typed and documented. */
export interface PublicSdk {
  complete(params: unknown): Promise<unknown>;
}

/** `api.runtime.agent` is typed and documented; `SessionManager` of `agent-sessions` only documented. */
export interface AgentSdk {
  runEmbeddedAgent(params: unknown): Promise<unknown>;
  resolveAgentDir(config: unknown, agentId: string): string;
  resolveAgentWorkspaceDir(config: unknown, agentId: string): string;
  readonly SessionManager: { inMemory(workspaceDir: string): unknown };
}

/** `agent-harness`, typed: the tools that an agent's policy leaves it. */
export interface ToolsSdk {
  createOpenClawCodingTools(params: unknown): unknown;
}

/** A part of the SDK, or why this OpenClaw does not have it. */
export type Part<T> = { readonly available: true; readonly sdk: T } | Missing;
export type Missing = { readonly available: false; readonly reason: string };

export interface SdkParts {
  readonly lean: Part<LeanSdk>;
  readonly public: Part<PublicSdk>;
  readonly agent: Part<AgentSdk>;
  readonly tools: Part<ToolsSdk>;
}

/** Looks once for everything that the engines call. Never throws: what is missing has its reason. */
export async function findSdkParts(runtime: HostRuntime, load: LoadSdk): Promise<SdkParts> {
  const [completion, llm, sessions, harness] = await Promise.all(
    (['simple-completion-runtime', 'llm', 'agent-sessions', 'agent-harness'] as const).map((name) =>
      exportsOf(load, name),
    ),
  );
  const agents = runtime.agent;
  return {
    lean: part({ ...pick(completion, PREPARE), ...pick(llm, 'streamSimple') }, isLean, [
      [`simple-completion-runtime has no ${PREPARE}`, hasFunctions(completion, PREPARE)],
      ['llm has no streamSimple', hasFunctions(llm, 'streamSimple')],
    ]),
    public: part(runtime.llm, isPublic, [['api.runtime.llm has no complete', isPublic(runtime.llm)]]),
    agent: part(agentSdk(agents, sessions), isAgent, [
      ['api.runtime.agent lacks a function', hasFunctions(agents, ...AGENT_FUNCTIONS)],
      [
        'agent-sessions has no SessionManager.inMemory',
        typeof inMemoryOf(valueAt(sessions, 'SessionManager')) === 'function',
      ],
    ]),
    tools: part(harness, isTools, [['agent-harness has no createOpenClawCodingTools', isTools(harness)]]),
  };
}

const PREPARE = 'prepareSimpleCompletionModelForAgent';
const AGENT_FUNCTIONS = ['runEmbeddedAgent', 'resolveAgentDir', 'resolveAgentWorkspaceDir'] as const;

/** A module without exports where there is none: its parts are then missing one by one. */
async function exportsOf(load: LoadSdk, name: SdkModule): Promise<unknown> {
  try {
    return await load(name);
  } catch {
    return {};
  }
}

type Check = readonly [problem: string, passed: boolean];

function part<T>(value: unknown, is: (value: unknown) => value is T, checks: readonly Check[]): Part<T> {
  if (is(value)) return { available: true, sdk: value };
  const reason = checks.filter(([, passed]) => !passed).map(([problem]) => problem);
  return { available: false, reason: reason.join('; ') };
}

/** The method alone: a module's namespace is not to be copied whole. */
function pick(owner: unknown, name: string): Record<string, unknown> {
  return { [name]: valueAt(owner, name) };
}

function agentSdk(agents: unknown, sessions: unknown): unknown {
  if (!isObject(agents)) return undefined;
  return {
    runEmbeddedAgent: bound(agents, 'runEmbeddedAgent'),
    resolveAgentDir: bound(agents, 'resolveAgentDir'),
    resolveAgentWorkspaceDir: bound(agents, 'resolveAgentWorkspaceDir'),
    SessionManager: valueAt(sessions, 'SessionManager'),
  };
}

function bound(owner: Readonly<Record<string, unknown>>, name: string): unknown {
  const method = owner[name];
  return typeof method === 'function' ? method.bind(owner) : undefined;
}

function isLean(value: unknown): value is LeanSdk {
  return hasFunctions(value, PREPARE, 'streamSimple');
}

function isPublic(value: unknown): value is PublicSdk {
  return hasFunctions(value, 'complete');
}

function isAgent(value: unknown): value is AgentSdk {
  return (
    hasFunctions(value, ...AGENT_FUNCTIONS) &&
    typeof inMemoryOf(valueAt(value, 'SessionManager')) === 'function'
  );
}

/** `SessionManager` is a class: an object too, although `typeof` says function. */
function inMemoryOf(manager: unknown): unknown {
  return typeof manager === 'function' || isObject(manager) ? Reflect.get(manager, 'inMemory') : undefined;
}

function isTools(value: unknown): value is ToolsSdk {
  return hasFunctions(value, 'createOpenClawCodingTools');
}
