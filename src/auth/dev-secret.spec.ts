import { chmod, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishDevSecret, readDevSecret } from './dev-secret.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniask-dev-secret-'));
  file = join(folder, 'data', 'dev-jwt-secret');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const jwt = (secret: string, ephemeral = true) => ({
  jwt: { verification: { kind: 'secret', secret, ephemeral } as const, ttlS: 60 },
});

describe('publishDevSecret', () => {
  it('leaves the secret of this run where it is looked for, for its owner only', async () => {
    publishDevSecret(jwt('secret of this run'), file);
    expect(readDevSecret(file)).toBe('secret of this run');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'data'))).toEqual(['dev-jwt-secret']);
  });

  it('replaces that of an earlier run, and its mode', async () => {
    publishDevSecret(jwt('earlier'), file);
    await chmod(file, 0o644);
    publishDevSecret(jwt('later'), file);
    expect(readDevSecret(file)).toBe('later');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('does not write through a link', async () => {
    const target = join(folder, 'target');
    await writeFile(target, 'untouched');
    publishDevSecret(jwt('earlier'), file);
    await rm(file);
    await symlink(target, file);
    publishDevSecret(jwt('later'), file);
    expect(await readFile(target, 'utf8')).toBe('untouched');
  });

  it('keeps a configured secret to itself', () => {
    publishDevSecret(jwt('configured', false), file);
    expect(readDevSecret(file)).toBeUndefined();
  });

  it('does not stop the server where nothing can be written', async () => {
    Logger.overrideLogger(false);
    await writeFile(join(folder, 'data'), 'a file where the folder should be');
    expect(() => publishDevSecret(jwt('secret'), file)).not.toThrow();
    expect(readDevSecret(file)).toBeUndefined();
  });
});
