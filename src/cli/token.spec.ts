import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JwtService } from '@nestjs/jwt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { token } from './token.js';

const SECRET = 'a secret of forty characters for tests!!';

let folder: string;
let devSecretFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniask-token-'));
  devSecretFile = join(folder, 'dev-jwt-secret');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function run(args: string, env: Readonly<Record<string, string>> = { JWT_SECRET: SECRET }) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const exitCode = token(args === '' ? [] : args.split(' '), env, {
    print: (line) => printed.push(line),
    complain: (line) => complaints.push(line),
    devSecretFile,
  });
  return { exitCode, printed, complaint: complaints.join('\n') };
}

const verified = (text: string | undefined, secret = SECRET): Record<string, unknown> =>
  new JwtService({ secret }).verify<Record<string, unknown>>(text ?? '');

describe('npm run token', () => {
  it('prints a token and nothing else', () => {
    const { exitCode, printed, complaint } = run('--user u_123');
    expect(exitCode).toBe(0);
    expect(complaint).toMatch(/^valid for 7200 s, until 20\d\d-\d\d-\d\dT[\d:.]{12}Z$/);
    expect(printed).toHaveLength(1);
    const { sub, iat, exp, ...others } = verified(printed[0]);
    expect(sub).toBe('u_123');
    expect(Number(exp) - Number(iat)).toBe(7200);
    expect(others).toEqual({});
  });

  it('takes a role, a life, and the issuer and audience of the server', () => {
    const env = { JWT_SECRET: SECRET, JWT_ISSUER: 'iss', JWT_AUDIENCE: 'aud' };
    const claims = verified(run('--user u_123 --operator --ttl 3600', env).printed[0]);
    expect(claims).toMatchObject({ sub: 'u_123', roles: ['operator'], iss: 'iss', aud: 'aud' });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3600);
  });

  it('gives no token for longer than a day, whatever a login may', () => {
    const claims = verified(
      run('--user u_1', { JWT_SECRET: SECRET, MINIASK_TOKEN_TTL_S: '2592000' }).printed[0],
    );
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(86_400);
  });

  it('signs with the new secret while the previous one is still taken', () => {
    const env = { JWT_SECRET: SECRET, JWT_SECRET_PREVIOUS: 'the secret of forty characters before it' };
    expect(verified(run('--user u_1', env).printed[0])['sub']).toBe('u_1');
  });

  it('uses the secret that a running development server made', async () => {
    await writeFile(devSecretFile, `${process.pid}\nmade by the server that runs in development`);
    const { printed } = run('--user u_123', {});
    expect(verified(printed[0], 'made by the server that runs in development')['sub']).toBe('u_123');
  });

  it('says what to do when there is no secret', () => {
    const { exitCode, printed, complaint } = run('--user u_123', {});
    expect(exitCode).toBe(1);
    expect(printed).toEqual([]);
    expect(complaint).toContain('start the server first, or set JWT_SECRET');
  });

  it('signs nothing with the secret of a server that runs no more', async () => {
    const gone = spawnSync(process.execPath, ['--version']).pid;
    await writeFile(devSecretFile, `${gone}\nmade by a server that was killed`);
    expect(run('--user u_123', {})).toMatchObject({ exitCode: 1, printed: [] });
  });

  it('makes none where tokens come from elsewhere', () => {
    const { exitCode, complaint } = run('--user u_123', { JWT_JWKS_URL: 'https://id.example/jwks' });
    expect(exitCode).toBe(1);
    expect(complaint).toContain('JWT_JWKS_URL is set');
  });

  it('says what is wrong with the environment variables, and quotes no secret', () => {
    const { exitCode, complaint } = run('--user u_123', { JWT_SECRET: 'tooshort' });
    expect(exitCode).toBe(1);
    expect(complaint).toContain('JWT_SECRET');
    expect(complaint).not.toContain('tooshort');
  });

  it.each([
    '',
    '--user',
    '--operator',
    '--user a/../é',
    '--user u_1 --ttl',
    '--user u_1 --ttl 0',
    '--user u_1 --ttl -5',
    '--user u_1 --ttl 1h',
    '--user u_1 --ttl 86401',
    '--user u_1 --admin',
    'u_1',
    '--user u_1 extra',
  ])('shows how it is used after the arguments %j', (args) => {
    const { exitCode, printed, complaint } = run(args);
    expect(exitCode).toBe(2);
    expect(printed).toEqual([]);
    expect(complaint).toContain('Usage: npm run token');
  });
});
