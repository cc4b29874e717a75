import { VERSION_PATH } from '../../agent/openclaw/ways/plugin-way.js';
import { TESTED_OPENCLAW } from '../tested-version.js';
import { type Finding, ok, warn } from '../../common/finding.js';
import type { Reading } from './gateway-reader.js';
import { PluginVersion } from './plugin-version.js';

export interface PluginLook {
  readonly findings: readonly Finding[];
  /** Undefined without the plugin. */
  readonly version: PluginVersion | undefined;
}

/** Whether MiniAsk's plugin is in the gateway, and what it can do there. */
export function checkPlugin(reading: Reading): PluginLook {
  if (reading.kind === 'none' || reading.status !== 200) {
    const seen = reading.kind === 'none' ? `no answer (${reading.reason})` : `not there (${reading.status})`;
    const advice =
      'Asks are answered without it, at 2,000 more prompt tokens each: npm run openclaw:config -- --plugin <folder> adds it';
    return { findings: [warn('plugin', seen, advice)], version: undefined };
  }
  const version = PluginVersion.safeParse(reading.json).data;
  if (version === undefined) {
    const advice = 'The gateway has another version than this server: install the plugin of this repository';
    return { findings: [warn('plugin', `${VERSION_PATH} answers something unknown`, advice)], version };
  }
  return { findings: [...engines(version), release(version)], version };
}

function engines({ plugin, engines: found }: PluginVersion): Finding[] {
  const all = Object.entries(found);
  const usable = all.filter(([, { available }]) => available).map(([name]) => name);
  const missing = all.filter(([, { available }]) => !available);
  if (missing.length === 0) return [ok('plugin', `${plugin} with the engines ${usable.join(', ')}`)];
  return [
    ...(usable.length > 0 ? [ok('plugin', `${plugin} with the engines ${usable.join(', ')}`)] : []),
    ...missing.map(([name, { reason = 'no reason given' }]) =>
      warn(`engine ${name}`, `not available (${reason})`, ADVICE[name] ?? ''),
    ),
  ];
}

const ADVICE: Readonly<Record<string, string>> = {
  lean: 'Asks take the next best way, which costs tokens and time: run the OpenClaw release that MiniAsk is tested with',
  public: 'Only needed where lean is missing: run the OpenClaw release that MiniAsk is tested with',
  agent:
    'Profiles with tools take the slower way: set hooks.allowPromptInjection and hooks.allowConversationAccess of plugins.entries.miniask to true',
};

function release({ openclaw }: PluginVersion): Finding {
  if (openclaw === TESTED_OPENCLAW)
    return ok('openclaw', `${openclaw}, the release that MiniAsk is tested with`);
  return warn(
    'openclaw',
    `${openclaw}; MiniAsk is tested with ${TESTED_OPENCLAW}`,
    `Install openclaw@${TESTED_OPENCLAW}, or watch the first asks closely`,
  );
}
