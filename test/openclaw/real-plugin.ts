import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { OpenClawConfiguration } from './openclaw-configuration.js';

/** From its folder through `plugins.load.paths`, or with `openclaw plugins install`. */
export type PluginSource = 'path' | 'installed';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = join(ROOT, 'openclaw-plugin');
const run = promisify(execFile);

/** Compiles the plugin, as nothing of it that OpenClaw loads is under version control. */
export async function buildPlugin(): Promise<void> {
  await run(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(FOLDER, 'tsconfig.build.json'),
  ]);
}

/** The configuration block of the plugin's README, two aliases, and an agent `tools` that may read files. */
export function withPlugin(template: OpenClawConfiguration, source: PluginSource): OpenClawConfiguration {
  const { agents, models } = template;
  const { main } = models.providers;
  return {
    ...template,
    models: { ...models, providers: { main: { ...main, apiKey: '${PROVIDER_API_KEY}' } } },
    agents: {
      ...agents,
      defaults: {
        ...agents.defaults,
        // OpenClaw fills in environment variables in values only, not in keys.
        models: { 'main/stub-fast': { alias: 'fast' }, 'main/stub-strong': { alias: 'strong' } },
      },
      entries: { ...agents.entries, tools: { ...agents.entries.fast, tools: { allow: ['read'] } } },
    },
    plugins: {
      enabled: true,
      allow: ['miniask'],
      slots: { memory: 'none' },
      ...(source === 'path' && { load: { paths: [FOLDER] } }),
      entries: {
        miniask: {
          enabled: true,
          hooks: { allowPromptInjection: true, allowConversationAccess: true },
          llm: { allowModelOverride: true, allowAgentIdOverride: true },
          config: { maxInflight: 8, maxTimeoutMs: 60_000 },
        },
      },
    },
  };
}

export interface InstallOptions {
  readonly openclaw: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where the package may be put. */
  readonly scratch: string;
}

/**
 * Installs the npm package of the plugin, packed, so that its `files` are tried too. With a configuration
 * of its own: the command writes to it, and refuses one with environment variables in an array.
 */
export async function installPlugin({ openclaw, env, scratch }: InstallOptions): Promise<void> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', scratch], { cwd: FOLDER });
  const archive = join(scratch, stdout.trim());
  const configPath = join(scratch, 'install.json');
  await writeFile(configPath, '{"plugins":{"enabled":true,"allow":["miniask"]}}');
  await run(openclaw, ['plugins', 'install', `npm-pack:${archive}`, '--force', '--accept-capabilities'], {
    env: { ...env, OPENCLAW_CONFIG_PATH: configPath },
  });
}
