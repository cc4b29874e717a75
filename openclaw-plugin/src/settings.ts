import { valueAt } from './common/json.js';

/** `plugins.entries.miniask.config`; `openclaw.plugin.json` describes each value. */
export interface Settings {
  readonly maxInflight: number;
  readonly timeoutMs: number;
  readonly maxTimeoutMs: number;
  readonly prepareTtlMs: number;
}

export const DEFAULT_SETTINGS: Settings = {
  maxInflight: 256,
  timeoutMs: 60_000,
  maxTimeoutMs: 300_000,
  prepareTtlMs: 1_800_000,
};

/** The settings from `api.pluginConfig`, which OpenClaw has checked against the manifest. */
export function readSettings(config: unknown): Settings {
  const of = (key: keyof Settings): number => {
    const value = valueAt(config, key);
    return typeof value === 'number' ? value : DEFAULT_SETTINGS[key];
  };
  return {
    maxInflight: of('maxInflight'),
    timeoutMs: Math.min(of('timeoutMs'), of('maxTimeoutMs')),
    maxTimeoutMs: of('maxTimeoutMs'),
    prepareTtlMs: of('prepareTtlMs'),
  };
}
