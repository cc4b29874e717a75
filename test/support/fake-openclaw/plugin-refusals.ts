import type { Behaviour, ProviderStatus } from './behaviour.js';

/** An error of the plugin, as its README lists them. */
export interface PluginRefusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly providerStatus?: number;
  readonly retryAfterS?: number | undefined;
}

export function pluginInvalid(message: string): PluginRefusal {
  return { status: 400, type: 'invalid_request_error', message };
}

export const OVERLOADED: PluginRefusal = {
  status: 503,
  type: 'overloaded',
  message: 'Too many requests at once.',
  retryAfterS: 1,
};

export const INVALID_TOOL_CALL: PluginRefusal = {
  status: 502,
  type: 'invalid_tool_call',
  message: 'The model called a tool without a name, or with arguments that are no JSON object.',
};

const UNREACHABLE: PluginRefusal = {
  status: 502,
  type: 'provider_unreachable',
  message: 'The provider cannot be reached: terminated',
};

/** What the plugin makes of a provider that fails so. */
export function pluginRefusalOf(
  behaviour: Extract<Behaviour, { kind: 'provider-error' | 'provider-drop' | 'provider-blocked' }>,
): PluginRefusal {
  switch (behaviour.kind) {
    case 'provider-drop':
      return UNREACHABLE;
    // The plugin knows no such state: the provider is asked again, and refuses again.
    case 'provider-blocked':
      return ofStatus(401);
    case 'provider-error':
      return ofStatus(behaviour.status, behaviour.retryAfterS);
  }
}

function ofStatus(status: ProviderStatus, retryAfterS?: number): PluginRefusal {
  const known = { providerStatus: status, ...(retryAfterS !== undefined && { retryAfterS }) };
  const words = `vendor text of a ${status}`;
  switch (status) {
    case 429:
      return {
        status,
        type: 'rate_limit_error',
        message: `The provider limits the rate: ${words}`,
        ...known,
      };
    case 402:
      return { status, type: 'insufficient_quota', message: `The account is used up: ${words}`, ...known };
    case 401:
    case 403:
      return { status: 502, type: 'provider_auth_error', message: 'The provider refuses the key.', ...known };
    case 400:
    case 404:
      return {
        status: 422,
        type: 'provider_refused',
        message: `The provider refuses the request: ${words}`,
        ...known,
      };
    case 408:
    case 500:
    case 502:
    case 503:
      return { status: 502, type: 'provider_error', message: `The provider failed: ${words}`, ...known };
  }
}
