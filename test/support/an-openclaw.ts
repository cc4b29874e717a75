import type { OpenClawOptions } from '../../src/agent/openclaw/openclaw-agent-client.js';

/** The options of a client for these gateways; limits that no test meets by accident. */
export function anOpenClaw(
  gateways:
    | { readonly url: string; readonly token: string }
    | { readonly urls: readonly string[]; readonly token: string },
  limits: Partial<Pick<OpenClawOptions, 'gatewayLimit' | 'queue'>> = {},
): OpenClawOptions {
  const urls = 'urls' in gateways ? gateways.urls : [gateways.url];
  return { urls, token: gateways.token, gatewayLimit: 64, queue: { length: 100, waitMs: 2000 }, ...limits };
}
