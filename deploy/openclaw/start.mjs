/**
 * Starts an OpenClaw gateway as MiniAsk needs it: `node start.mjs [options of "openclaw gateway"]`.
 * Wants `openclaw` on the PATH and OPENCLAW_STATE_DIR; OPENCLAW_CONFIG_PATH is openclaw.json in there
 * when it is not set.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { OPENCLAW_STATE_DIR: stateDir } = process.env;
if (!stateDir) throw new Error('OPENCLAW_STATE_DIR must be set');
const configPath = process.env.OPENCLAW_CONFIG_PATH || join(stateDir, 'openclaw.json');

for (const id of agentIds()) {
  // OpenClaw tries a failing provider again for 70 to 120 seconds, silently. No key of openclaw.json
  // turns that off, only this private file of each agent does: look again when the version changes.
  const folder = join(stateDir, 'agents', id, 'agent');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'settings.json'), '{"retry":{"provider":{"maxRetries":0}}}\n');
}

// Its standard output repeats every answer in full, at any log level, so it is not let out.
const gateway = spawn('openclaw', ['gateway', ...process.argv.slice(2)], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    OPENCLAW_SKIP_CHANNELS: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_NO_RESPAWN: '1',
    ...process.env,
    OPENCLAW_CONFIG_PATH: configPath,
  },
});
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => gateway.kill(signal));
gateway.on('error', (error) => {
  process.stderr.write(`openclaw cannot be started: ${error.message}\n`);
  process.exitCode = 1;
});
gateway.on('exit', (code) => {
  process.exitCode = code ?? 1;
});

function agentIds() {
  const text = readFileSync(configPath, 'utf8');
  try {
    return Object.keys(JSON.parse(text).agents.entries).map((id) => id.toLowerCase());
  } catch {
    // With comments, which OpenClaw allows; "npm run openclaw:config -- --state" can read those.
    process.stderr.write(`${configPath} is not plain JSON: retries are left as they are\n`);
    return [];
  }
}
