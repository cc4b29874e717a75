/**
 * Checks the one-shot services around the gateway in a rendered Compose file, and runs their very command lines
 * on the built server, in a folder that stands for their containers: `compose-commands.ts <rendered file>`.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { FakeOpenClaw } from '../../test/support/fake-openclaw/index.js';

const ROOT = resolve(import.meta.dirname, '../..');

/** Older releases of Compose print volumes as they stand in the file, newer ones as objects. */
const Volume = z.union([
  z.string().transform((text) => {
    const [source = '', target = ''] = text.split(':');
    return { source, target };
  }),
  z.object({ source: z.string(), target: z.string() }),
]);

const Service = z.object({
  command: z.union([z.string().transform((text) => text.split(' ')), z.array(z.string())]).nullish(),
  environment: z.record(z.string(), z.string().nullable()).nullish(),
  volumes: z.array(Volume).nullish(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).nullish(),
});
type Service = z.infer<typeof Service>;

const File = z.object({
  services: z.object({
    miniask: Service,
    openclaw: Service,
    'openclaw-config': Service,
    'openclaw-doctor': Service,
  }),
});

/** The containers' file systems, as far as a service sees them. */
class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'miniask-compose-'));

  constructor() {
    mkdirSync(join(this.folder, 'app'));
    for (const name of ['dist', 'package.json']) symlinkSync(join(ROOT, name), this.path(`/app/${name}`));
  }

  path(inContainer: string): string {
    return join(this.folder, inContainer);
  }

  /** Puts in place what the service mounts: a copy of what the repository has, or a folder for a volume. */
  mount({ volumes }: Service): readonly string[] {
    return (volumes ?? []).map(({ source, target }) => {
      mkdirSync(dirname(this.path(target)), { recursive: true });
      if (source.startsWith('/') || source.startsWith('.')) {
        cpSync(resolve(ROOT, source), this.path(target), { recursive: true });
      } else mkdirSync(this.path(target), { recursive: true });
      return target;
    });
  }

  /** Runs what the service runs. @throws when it fails */
  async run(service: Service, overrides: Readonly<Record<string, string>> = {}): Promise<string> {
    const targets = this.mount(service).filter((target) => !target.startsWith('/app/'));
    const inScratch = (word: string): string =>
      targets.reduce((text, target) => text.replaceAll(`${target}/`, `${this.path(target)}/`), word);
    const [program = '', ...args] = (service.command ?? []).map(inScratch);
    const child = spawn(program, args, {
      cwd: this.path('/app'),
      env: { PATH: process.env['PATH'], ...service.environment, ...overrides },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (bytes: Buffer) => (printed += bytes.toString()));
    const [code]: unknown[] = await once(child, 'close');
    assert.equal(code, 0, `${program} ${args.join(' ')}\n${printed}`);
    return printed;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const [, , rendered = ''] = process.argv;
const { services } = File.parse(parse(readFileSync(rendered, 'utf8')));
const { miniask, openclaw, 'openclaw-config': config, 'openclaw-doctor': doctor } = services;
const conditions = ({ depends_on }: Service): unknown =>
  Object.entries(depends_on ?? {})
    .map(([name, { condition }]) => `${name} ${condition}`)
    .toSorted();
assert.deepEqual(conditions(openclaw), ['openclaw-config service_completed_successfully']);
assert.deepEqual(conditions(miniask), ['openclaw service_healthy']);
assert.deepEqual(conditions(doctor), ['miniask service_healthy', 'openclaw service_healthy']);

const scratch = new Scratch();
const gateway = await FakeOpenClaw.start({
  token: doctor.environment?.['OPENCLAW_TOKEN'] ?? '',
  plugin: { engines: ['lean', 'public', 'agent'] },
});
try {
  const written = openclaw.environment?.['OPENCLAW_CONFIG_PATH'] ?? '';
  // The second time as when the containers are started again.
  for (let round = 0; round < 2; round += 1) {
    await scratch.run(config);
    assert.equal(
      readFileSync(scratch.path(written), 'utf8'),
      readFileSync(join(ROOT, 'deploy/openclaw/openclaw.json'), 'utf8'),
    );
  }
  const retries = '/state/state/agents/fast/agent/settings.json';
  assert.match(readFileSync(scratch.path(retries), 'utf8'), /"maxRetries": ?0/);
  const report = await scratch.run(doctor, { OPENCLAW_URL: gateway.url });
  assert.match(report, / 0 failures/);
} finally {
  await gateway.stop();
  scratch.remove();
}
console.log('openclaw-config and openclaw-doctor do what they are there for');
