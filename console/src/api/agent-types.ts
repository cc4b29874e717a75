export type GatewayState = 'unknown' | 'ready' | 'draining' | 'unreachable' | 'refused';

export interface Gateway {
  readonly name: string;
  readonly state: GatewayState;
  /** How it can be asked. */
  readonly ways: readonly string[];
  /** Absent without the plugin. */
  readonly plugin?: { readonly version: string; readonly openclaw: string };
  readonly running: number;
  /** Models that kept failing and are left alone for a while. */
  readonly broken: readonly string[];
}

export interface Agent {
  readonly agent: 'openclaw' | 'local';
  readonly gateways: readonly Gateway[];
  /** Runs that wait for a free place. */
  readonly waiting: number;
}
