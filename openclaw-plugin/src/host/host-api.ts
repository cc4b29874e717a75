import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject, stringAt, valueAt } from '../common/json.js';

/** `true` says that the request was answered. */
export type RouteHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

export interface Route {
  readonly path: string;
  readonly match: 'exact';
  /** `gateway`: OpenClaw has checked the gateway's token before. */
  readonly auth: 'gateway';
  readonly handler: RouteHandler;
}

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
}

export type HookHandler = (event: unknown, context: unknown) => unknown;

/**
 * The parts of `OpenClawPluginApi` that every engine needs, from the declarations that the OpenClaw
 * 2026.9.6 package ships; docs/plugins/sdk-overview.md there calls all of it experimental. What only
 * one engine needs is looked for by `sdk-parts.ts`.
 */
export interface HostApi {
  /** `full` in a gateway that serves; `discovery` when OpenClaw loads the plugin again for a run. */
  readonly registrationMode: string;
  /** `plugins.entries.miniask.config`. */
  readonly pluginConfig?: unknown;
  readonly logger: Logger;
  readonly runtime: HostRuntime;
  registerHttpRoute(route: Route): void;
  on(hook: string, handler: HookHandler, options: { readonly priority: number }): void;
}

export interface HostRuntime {
  /** OpenClaw's. */
  readonly version: string;
  /** `current()` has the configuration in use; another object after each reload. */
  readonly config: { current(): unknown };
  readonly llm?: unknown;
  readonly agent?: unknown;
}

/**
 * The API with which OpenClaw calls `register`.
 * @throws Error when a part is missing without which no engine works: then the plugin must not load.
 */
export function hostApi(api: unknown): HostApi {
  if (isHostApi(api)) return api;
  throw new Error('This OpenClaw has another plugin API than the one that this plugin was written for.');
}

function isHostApi(api: unknown): api is HostApi {
  return (
    isObject(api) &&
    typeof api['registrationMode'] === 'string' &&
    hasFunctions(api, 'registerHttpRoute', 'on') &&
    hasFunctions(api['logger'], 'info', 'warn') &&
    // Where OpenClaw only reads what a plugin declares, touching it throws; such a load uses none of it.
    (api['registrationMode'] !== 'full' || isServingRuntime(api['runtime']))
  );
}

function isServingRuntime(runtime: unknown): boolean {
  return stringAt(runtime, 'version') !== undefined && hasFunctions(valueAt(runtime, 'config'), 'current');
}

/** Whether an object of the host has these methods. */
export function hasFunctions(value: unknown, ...names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === 'function');
}
