/**
 * Starts an OpenClaw gateway as MiniAsk needs it: `node start.mjs [options of "openclaw gateway"]`.
 * Wants `openclaw` on the PATH, OPENCLAW_CONFIG_PATH and OPENCLAW_STATE_DIR.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { OPENCLAW_CONFIG_PATH: configPath, OPENCLAW_STATE_DIR: stateDir } = process.env;
if (!configPath || !stateDir) throw new Error('OPENCLAW_CONFIG_PATH and OPENCLAW_STATE_DIR must be set');

const { agents } = JSON.parse(readFileSync(configPath, 'utf8'));
for (const id of Object.keys(agents.entries)) {
  // OpenClaw tries a failing provider again for 70 to 120 seconds, silently. No key of openclaw.json
  // turns that off, only this private file of each agent does: look again when the version changes.
  const folder = join(stateDir, 'agents', id, 'agent');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), '{"retry":{"provider":{"maxRetries":0}}}\n');
}

// Its standard output repeats every answer in full, at any log level, so it is not let out.
const gateway = spawn('openclaw', ['gateway', ...process.argv.slice(2)], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => gateway.kill(signal));
gateway.on('error', (error) => {
  process.stderr.write(`openclaw cannot be started: ${error.message}\n`);
  process.exitCode = 1;
});
gateway.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
