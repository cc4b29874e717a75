import { type Clock, systemClock } from './common/clock.js';
import { type Engines, makeEngines } from './engines/engines.js';
import { PromptReplacements } from './engines/prompt-replacements.js';
import { AgentTools } from './host/agent-tools.js';
import type { HostApi } from './host/host-api.js';
import { type LoadSdk, loadSdk } from './host/load-sdk.js';
import { findSdkParts } from './host/sdk-parts.js';
import { ENGINE_NAMES } from './request/complete-request.js';
import { CompleteRoute } from './routes/complete-route.js';
import { versionRoute } from './routes/version-route.js';
import { readSettings } from './settings.js';
import { PLUGIN_VERSION } from './version.js';

export const COMPLETE_PATH = '/miniask/v1/complete';
export const VERSION_PATH = '/miniask/v1/version';

/** Before every other plugin: of several system prompts OpenClaw takes the first (measured). */
const PRIORITY = 1_000_000;

export interface RegisterOptions {
  readonly load?: LoadSdk;
  readonly clock?: Clock;
}

/** Adds routes and hooks to the OpenClaw that loads the plugin. */
export function register(host: HostApi, { load = loadSdk, clock = systemClock }: RegisterOptions = {}): void {
  const replacements = PromptReplacements.ofProcess();
  host.on('before_prompt_build', (_event, context) => replacements.offer(context), { priority: PRIORITY });
  host.on('llm_input', (event) => replacements.observe(event), { priority: PRIORITY });
  // OpenClaw loads the plugin again for a run: then its hooks are all that is wanted of it.
  if (host.registrationMode !== 'full') return;

  const settings = readSettings(host.pluginConfig);
  const parts = findSdkParts(host.runtime, load);
  const engines = parts.then((found) =>
    makeEngines(found, { replacements, clock, prepareTtlMs: settings.prepareTtlMs }),
  );
  const tools = parts.then((found) => new AgentTools(found.tools, found.agent));
  const complete = new CompleteRoute({ host, settings, engines, clock });
  const version = versionRoute({ host, settings, engines, tools, inflight: () => complete.inflight });
  host.registerHttpRoute({ path: COMPLETE_PATH, match: 'exact', auth: 'gateway', handler: complete.handle });
  host.registerHttpRoute({ path: VERSION_PATH, match: 'exact', auth: 'gateway', handler: version });
  void engines.then((found) => logStart(found, host));
}

/** One line: a warning where something is missing. */
function logStart(engines: Engines, { logger, runtime }: HostApi): void {
  const found = ENGINE_NAMES.map((name) => {
    const engine = engines[name];
    return 'unavailable' in engine ? `${name} unavailable (${engine.unavailable})` : `${name} available`;
  });
  const line = `plugin ${PLUGIN_VERSION} on OpenClaw ${runtime.version}: ${found.join(', ')}`;
  if (line.includes('unavailable')) logger.warn(line);
  else logger.info(line);
}
