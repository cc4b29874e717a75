import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APP_FILTER } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aSnapshot } from '../../test/support/a-snapshot.js';
import { AllowedMethods } from '../http/allowed-methods.js';
import { ProblemFilter } from '../http/problem.filter.js';
import { openTrace } from '../trace/trace-draft.js';
import { ConsoleFiles } from './console-files.js';
import { ConsoleModule } from './console.module.js';

const PAGE = '<!doctype html><title>The console</title>';

describe('the files of the console', () => {
  let folder: string;
  let app: NestFastifyApplication;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'miniask-console-files-'));
    await writeFile(join(folder, 'secret.txt'), 'a secret');
  });

  afterEach(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<void> {
    app = await serve(join(folder, 'web'));
  }

  async function build(): Promise<void> {
    await mkdir(join(folder, 'web/assets'), { recursive: true });
    await writeFile(join(folder, 'web/index.html'), PAGE);
    await writeFile(join(folder, 'web/icon.svg'), '<svg/>');
    await writeFile(join(folder, 'web/assets/index-1a2b.js'), 'export {}');
  }

  const get = (url: string) => app.inject({ method: 'GET', url });

  it.each(['/console', '/console/', '/console/traces', '/console/traces/0190-ab/comparison?x=a.b'])(
    'are the page at %s, which is never kept and lets nothing foreign in',
    async (url) => {
      await build();
      await start();
      const { statusCode, body, headers } = await get(url);
      expect({ statusCode, body }).toEqual({ statusCode: 200, body: PAGE });
      expect(headers).toMatchObject({
        'cache-control': 'no-cache',
        'content-type': 'text/html; charset=utf-8',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toContain('unsafe');
    },
  );

  it('are kept for good where their names change with them', async () => {
    await build();
    await start();
    const script = await get('/console/assets/index-1a2b.js');
    expect(script.statusCode).toBe(200);
    expect(script.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'application/javascript; charset=utf-8',
    });
    expect((await get('/console/icon.svg')).headers['cache-control']).toBe('no-cache');
  });

  it.each([
    '/console/assets/index-gone.js',
    '/console/index.html',
    '/console/../secret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/assets/..%2f..%2fsecret.txt',
    '/console/assets/..%5c..%5csecret.txt',
  ])('are none at %s', async (url) => {
    await build();
    await start();
    const { statusCode, body } = await get(url);
    expect(statusCode).toBe(404);
    expect(JSON.parse(body)).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are only to be read', async () => {
    await build();
    await start();
    expect((await app.inject({ method: 'HEAD', url: '/console' })).statusCode).toBe(200);
    for (const url of ['/console', '/console/traces', '/console/assets/index-1a2b.js']) {
      expect((await app.inject({ method: 'POST', url })).statusCode).toBe(405);
    }
  });

  it('may be missing: then the page says how to build them', async () => {
    await start();
    const { statusCode, body } = await get('/console');
    expect(statusCode).toBe(404);
    expect(JSON.parse(body).detail).toContain('npm run console:build');
  });
});

/** The module behind the real error filter, with the console that is in a folder. */
async function serve(dir: string): Promise<NestFastifyApplication> {
  const testing = await Test.createTestingModule({
    imports: [ConsoleModule],
    providers: [AllowedMethods, { provide: APP_FILTER, useClass: ProblemFilter }],
  })
    .overrideProvider(ConsoleFiles)
    .useValue(new ConsoleFiles(dir))
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  const fastify = app.getHttpAdapter().getInstance();
  app.get(AllowedMethods).watch(fastify);
  const snapshot = aSnapshot();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const trace = openTrace({ traceId: 't', environment: 'dev', configDigest: 'd', startedAt: 0 });
    request.miniask = { snapshot, trace, arrivedAt: 0, ownsAsk: false };
    done();
  });
  await app.init();
  await fastify.ready();
  return app;
}
