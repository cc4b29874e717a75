import { sendJson } from '../answer/json-answer.js';
import type { Engines } from '../engines/engines.js';
import { PluginError, asPluginError } from '../errors/plugin-error.js';
import type { AgentTools } from '../host/agent-tools.js';
import { Configuration } from '../host/configuration.js';
import type { HostApi, RouteHandler } from '../host/host-api.js';
import { ENGINE_NAMES } from '../request/complete-request.js';
import type { Settings } from '../settings.js';
import { PLUGIN_VERSION } from '../version.js';
import { loggable, sendError } from './error-response.js';

export interface VersionRouteNeeds {
  readonly host: HostApi;
  readonly settings: Settings;
  readonly engines: Promise<Engines>;
  readonly tools: Promise<AgentTools>;
  readonly inflight: () => number;
}

/** `GET /miniask/v1/version`: what is there, and whether it works. Calls no provider. */
export function versionRoute(needs: VersionRouteNeeds): RouteHandler {
  return async (request, response) => {
    try {
      if (request.method !== 'GET') {
        response.setHeader('allow', 'GET');
        throw new PluginError('invalid_request_error', 'Only GET is served here.', { status: 405 });
      }
      sendJson(response, 200, await report(needs));
    } catch (error) {
      const told = asPluginError(error);
      needs.host.logger.warn(`version: ${loggable(told)}`);
      sendError(response, told);
    }
    return true;
  };
}

async function report({ host, settings, engines, tools, inflight }: VersionRouteNeeds): Promise<object> {
  const config = host.runtime.config.current();
  return {
    plugin: PLUGIN_VERSION,
    openclaw: host.runtime.version,
    engines: engineReport(await engines),
    agents: agentReport(config, await tools),
    models: Configuration.of(config).models,
    inflight: inflight(),
    maxInflight: settings.maxInflight,
  };
}

function engineReport(engines: Engines): object {
  return Object.fromEntries(
    ENGINE_NAMES.map((name) => {
      const engine = engines[name];
      const missing = 'unavailable' in engine ? engine.unavailable : undefined;
      return [name, missing === undefined ? { available: true } : { available: false, reason: missing }];
    }),
  );
}

function agentReport(config: unknown, tools: AgentTools): object[] {
  const known = tools.of(config);
  const configuration = Configuration.of(config);
  return configuration.agents.map((id) => ({ id, model: configuration.ownModel(id), tools: known.get(id) }));
}
