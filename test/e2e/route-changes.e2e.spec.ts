import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { LiveConfig } from '../../src/config/live-config.js';
import { Database } from '../../src/storage/database.js';
import { ReplayStore } from '../../src/trace/replay-store.js';
import { aBatch, aPassedResult } from '../support/a-batch.js';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const PROFILES = 'mini-program-profiles.yaml';
const POLICY = 'env-policy.yaml';

const profiles = (...names: readonly string[]): string => {
  const entries = names.map((name) => `  ${name}: { model: fast, system_prompt: You are ${name}. }\n`);
  return `profiles:\n${entries.join('')}routing: { summarize: summarize_v1, support: support_v1 }\n`;
};
const policy = (...allowed: readonly string[]): string =>
  `environments: { dev: { allowed_profiles: [${allowed.join(', ')}], log_level: fatal, capture: full } }\n`;

const FILES = {
  [PROFILES]: profiles('summarize_v1', 'summarize_v2', 'summarize_v3', 'support_v1'),
  [POLICY]: policy('summarize_v1', 'summarize_v2', 'support_v1'),
};
const WITHOUT_V2 = { ...FILES, [PROFILES]: profiles('summarize_v1', 'support_v1') };
const WITHOUT_V2_ALLOWED = { ...WITHOUT_V2, [POLICY]: policy('summarize_v1', 'support_v1') };

const ASK = { intent: 'summarize', input: { text: 'Who pays for the parcel?' } };
const REASON = 'Try the shorter prompt.';
const V2 = { profile: 'summarize_v2', reason: REASON };
const canary = (percent: number) => ({
  profile: 'summarize_v1',
  canary: { profile: 'summarize_v2', percent },
  reason: REASON,
});

/** Bodies that do not fit, and where they do not. */
const UNFIT: readonly (readonly [unknown, readonly string[]])[] = [
  [{}, ['/reason']],
  [{ reason: REASON }, ['/profile']],
  [{ profile: 'summarize_v2' }, ['/reason']],
  [{ ...V2, reason: '  ' }, ['/reason']],
  [{ ...V2, reason: 'x'.repeat(501) }, ['/reason']],
  [{ ...V2, version: -1 }, ['/version']],
  [{ ...V2, version: '1' }, ['/version']],
  [{ ...V2, requires: { batch: false } }, ['/requires/batch']],
  [{ ...V2, requires: {} }, ['/requires/batch']],
  [{ ...V2, nonsense: 1 }, ['/nonsense']],
  [{ ...V2, constructor: 1 }, ['/constructor']],
  [{ ...V2, profile: 'summarize_v9' }, ['/profile']],
  [{ ...V2, profile: 7 }, ['/profile']],
  [{ ...V2, profile: 'support_v1' }, ['/profile']],
  [canary(101), ['/canary/percent']],
  [canary(-1), ['/canary/percent']],
  [{ ...V2, canary: null }, ['/canary']],
  [{ ...V2, canary: { profile: 'summarize_v1', percent: 5, more: 1 } }, ['/canary/more']],
  [{ ...canary(5), variants: [{ profile: 'summarize_v3', percent: 5 }] }, ['/canary']],
  [
    {
      ...V2,
      variants: [
        { profile: 'summarize_v1', percent: 60 },
        { profile: 'summarize_v3', percent: 50 },
      ],
    },
    ['/variants'],
  ],
  [{ ...V2, variants: [{ profile: 'summarize_v8', percent: 5 }] }, ['/variants/0/profile']],
  [{ ...V2, salt: 'x'.repeat(101) }, ['/salt']],
  [{ ...V2, targets: [{ profile: 'summarize_v1' }] }, ['/targets/0']],
  [{ ...V2, targets: [{ profile: 'summarize_v1', appVersion: 'soon' }] }, ['/targets/0/appVersion']],
  [
    { ...V2, targets: [{ profile: 'summarize_v1', users: ['u_1'], app_version: '1.x' }] },
    ['/targets/0/app_version'],
  ],
  [{ ...V2, canary: { profile: 'summarize_v2', percent: 5 } }, ['/canary/profile']],
  [
    {
      ...V2,
      variants: [
        { profile: 'summarize_v1', percent: 5 },
        { profile: 'summarize_v2', percent: 5 },
      ],
      targets: [
        { profile: 'summarize_v1', users: ['u_1', 'u_2'] },
        { profile: 'summarize_v1', users: ['u_2'], appVersion: '1.x' },
      ],
    },
    ['/variants/1/profile', '/targets/1'],
  ],
  [{ ...V2, targets: [{ profile: 'nothing', users: ['u_1'] }] }, ['/targets/0/profile']],
  ['[]', ['']],
  [
    { ...V2, targets: Array.from({ length: 30 }, () => 1) },
    Array.from({ length: 20 }, (_, at) => `/targets/${at}`),
  ],
];

/** A database that outlives its server. */
let folder: string | undefined;

describe('changing a route', () => {
  const setup = useServer({
    files: FILES,
    env: () => {
      folder ??= mkdtempSync(join(tmpdir(), 'miniask-changes-'));
      return { DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}` };
    },
  });
  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
  });

  const call = (method: string, path: string, body?: unknown, by = 'op_1'): Promise<Reply> =>
    setup.server.call(method, path, { body, token: setup.server.token(by, true) });
  const ROUTE = '/v1/ops/routes/summarize';
  const put = (body: unknown, by?: string): Promise<Reply> => call('PUT', ROUTE, body, by);
  const show = (): Promise<Reply> => call('GET', ROUTE);
  const rollBack = (body?: unknown): Promise<Reply> => call('POST', `${ROUTE}/rollback`, body);
  const config = async () => (await call('GET', '/v1/ops/config')).body;
  const ready = async () => {
    const { status, body } = await setup.server.call('GET', '/readyz', { token: null });
    expect(status).toBe(200);
    return body.details ?? {};
  };
  const routed = ({ status, body }: Reply): unknown[] => [
    status,
    body['version'],
    body['source'],
    body['route'],
  ];

  async function servedTo(userId: string): Promise<string> {
    setup.openclaw.otherwise({ kind: 'answer', text: '- Late\n- Broken' });
    const { body } = await setup.server.ask(ASK, setup.server.token(userId));
    return String(body.profile);
  }
  async function servedToMany(): Promise<string[]> {
    const served: string[] = [];
    for (let index = 0; index < 12; index += 1) served.push(await servedTo(`u_${index}`));
    return served;
  }

  it('serves the very next ask, and says in its trace which change did it', async () => {
    expect(await servedTo('u_1')).toBe('summarize_v1');
    const { status, body } = await put(V2);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      intent: 'summarize',
      served: true,
      route: { profile: 'summarize_v2' },
      source: 'change',
      files: { profile: 'summarize_v1' },
      version: 1,
      change: {
        action: 'set',
        reason: REASON,
        by: 'op_1',
        at: '2026-01-01T00:00:00.000Z',
        before: { profile: 'summarize_v1' },
        after: { profile: 'summarize_v2' },
      },
      ignored: null,
      allowed: ['summarize_v1', 'summarize_v2'],
    });
    setup.openclaw.otherwise({ kind: 'answer', text: '- Late' });
    await setup.server.ask({ ...ASK, traceId: 'after' }, setup.server.token('u_1'));
    const { profile, routing, configDigest } = await setup.server.traceOf('after');
    expect(profile).toBe('summarize_v2');
    const rule = 'changed-route';
    expect(routing[0]).toEqual({ rule, result: 'summarize_v2, change 1', profile: 'summarize_v2' });
    const explained = (await call('GET', '/v1/ops/explain?intent=summarize&userId=u_1')).body;
    expect(explained).toMatchObject({ steps: routing, configDigest, profile });
    expect((await show()).body).toEqual(body);
    expect(await config()).toMatchObject({ configDigest, changes: [body['change']], ignoredChanges: [] });
  });

  it('keeps whom a canary has when its share is raised', async () => {
    await put(canary(30));
    const few = await servedToMany();
    expect(await servedToMany()).toEqual(few);
    await put(canary(70));
    const more = await servedToMany();
    expect(new Set([...few, ...more]).size).toBe(2);
    const stayed = more.filter((_profile, index) => few[index] === 'summarize_v2');
    expect(new Set(stayed)).toEqual(new Set(['summarize_v2']));
    await put(canary(100));
    expect(new Set(await servedToMany())).toEqual(new Set(['summarize_v2']));
  });

  it('is taken back one change at a time, or to any version, or left to the files', async () => {
    await put(V2);
    await put(canary(5));
    expect(routed(await rollBack({ reason: 'Too long.' }))).toEqual([
      200,
      3,
      'change',
      { profile: 'summarize_v2' },
    ]);
    expect(await servedTo('u_1')).toBe('summarize_v2');
    // Also what says that it is JSON, and is nothing.
    expect(routed(await rollBack(''))).toEqual([200, 4, 'shared', { profile: 'summarize_v1' }]);
    expect(await servedTo('u_1')).toBe('summarize_v1');
    expect(await rollBack()).toMatchObject({ status: 409, body: { code: 'NOTHING_TO_ROLL_BACK' } });
    expect(routed(await rollBack({ to: 1 }))).toEqual([200, 5, 'change', { profile: 'summarize_v2' }]);
    const cleared = await call('DELETE', `${ROUTE}?reason=Done&version=5`);
    expect(routed(cleared)).toEqual([200, 6, 'shared', { profile: 'summarize_v1' }]);
    expect(await config()).toMatchObject({ changes: [], ignoredChanges: [] });

    const first = (await call('GET', `${ROUTE}/history?limit=4`)).body;
    const cursor = String(first.nextCursor);
    const last = (await call('GET', `${ROUTE}/history?limit=4&cursor=${cursor}`)).body;
    const told = [first, last].map(({ changes }) => changes);
    expect(told).toMatchObject([
      [
        { version: 6, action: 'clear', reason: 'Done', value: null, restores: null },
        { version: 5, action: 'rollback', restores: 1 },
        { version: 4, action: 'rollback', reason: 'rolled back', restores: 0, value: null },
        { version: 3, action: 'rollback', reason: 'Too long.', restores: 1 },
      ],
      [
        { version: 2, action: 'set', before: { profile: 'summarize_v2' }, after: { canary: { percent: 5 } } },
        { version: 1, action: 'set' },
      ],
    ]);
    expect(last.nextCursor).toBeNull();
  });

  it('is refused to whoever has not seen what somebody else has changed', async () => {
    await put({ ...V2, version: 0 }, 'op_2');
    const stale = { ...canary(5), version: 0 };
    for (const reply of [
      await put(stale),
      await rollBack({ version: 0 }),
      await call('DELETE', `${ROUTE}?version=0`),
    ]) {
      expect(reply).toMatchObject({
        status: 409,
        body: {
          code: 'CHANGE_CONFLICT',
          detail: 'summarize was changed to version 1 by op_2 at 2026-01-01T00:00:00.000Z.',
        },
      });
    }
    expect(routed(await put({ ...stale, version: 1 }))[0]).toBe(200);
  });

  it('may demand a batch of replays that proves what it brings in', async () => {
    const demanding = { ...canary(5), requires: { batch: true } };
    expect(await put(demanding)).toMatchObject({
      status: 409,
      body: {
        code: 'REPLAY_REQUIRED',
        detail: 'summarize_v2: there is no finished batch replay of exactly this profile.',
      },
    });
    const { profiles: served } = setup.server.app.get(LiveConfig).current;
    const profileDigest = served.get('summarize_v2')?.digest ?? '';
    const store = setup.server.app.get(ReplayStore);
    const batch = aBatch({ environment: 'staging', profileDigest });
    await store.create(batch, [], { owner: 'one', until: 0 });
    await store.end(batch.id, { status: 'complete', result: aPassedResult(), endedAt: 1 });
    expect((await put(demanding)).body['change']).toMatchObject({ evidence: { batches: [batch.id] } });
    // More users for what is tried out want the proof as well; who serves them all wants none.
    expect((await put({ ...canary(50), requires: { batch: true } })).body['change']).toMatchObject({
      evidence: { batches: [batch.id] },
    });
    expect(
      (await put({ ...V2, profile: 'summarize_v1', requires: { batch: true } })).body['change'],
    ).toMatchObject({
      evidence: null,
    });
    expect(await put({ ...V2, requires: { batch: true, eval: 'nothing' } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/requires/eval' }] },
    });
  });

  it('refuses what does not fit, and tells where', async () => {
    for (const [body, pointers] of UNFIT) {
      const { status, body: answer } = await put(body);
      const places = answer.errors?.map(({ pointer }) => pointer);
      expect([body, status, answer.code, places]).toEqual([body, 400, 'INPUT_INVALID', pointers]);
    }
    expect(routed(await show())).toEqual([200, 0, 'shared', { profile: 'summarize_v1' }]);
  });

  it('takes a whole route, as the files would spell it but for the case of words', async () => {
    const route = {
      profile: 'summarize_v1',
      variants: [{ profile: 'summarize_v2', percent: 12.5 }],
      salt: 'spring',
      targets: [
        { profile: 'summarize_v2', users: ['u_1'] },
        { profile: 'summarize_v2', appVersion: '>=1.4.0', context: { locale: ['zh_CN'], beta: [true, 2] } },
      ],
    };
    expect((await put({ ...route, reason: REASON })).body).toMatchObject({ route, source: 'change' });
    expect(await servedTo('u_1')).toBe('summarize_v2');
    expect(routed(await put({ profile: 'summarize_v1', variants: [], targets: [], reason: REASON }))).toEqual(
      [200, 2, 'change', { profile: 'summarize_v1' }],
    );
  });

  it('may stay beside targets that are out of reach, when the files have them, and have settings wait for a rollout', async () => {
    const targets = [
      { profile: 'summarize_v2', appVersion: '>=1.4.0' },
      { profile: 'summarize_v1', appVersion: '>=1.5.0', context: { locale: ['zh_CN'] } },
    ];
    const entry = JSON.stringify({ profile: 'summarize_v1', targets }).replaceAll(
      'appVersion',
      'app_version',
    );
    const text = FILES[PROFILES]?.replace('summarize: summarize_v1', `summarize: ${entry}`) ?? '';
    writeFileSync(join(setup.server.configDir, PROFILES), text);
    expect((await call('POST', '/v1/ops/config/reload')).status).toBe(200);
    const kept = { ...V2, targets, salt: 'spring', guard: { minSamples: 50 } };
    expect((await put(kept)).status).toBe(200);
    expect((await put({ ...kept, targets: targets.toReversed() })).status).toBe(200);
    // Now it is whoever changes it that puts a target out of reach.
    expect((await put(kept)).body).toMatchObject({
      code: 'INPUT_INVALID',
      errors: [{ pointer: '/targets/1', message: 'is never reached: targets[0] takes all of them first' }],
    });
    expect((await rollBack()).status).toBe(200);
  });

  it('takes the largest route that files may hold, as it is shown', async () => {
    const users = Array.from({ length: 440 }, (_, at) => `u_${at}`.padEnd(128, '-'));
    const targets = [
      { profile: 'summarize_v2', users },
      { profile: 'summarize_v2', context: { n: Array.from({ length: 100 }, (_, at) => at) } },
    ];
    const large = `{ profile: summarize_v1, targets: ${JSON.stringify(targets)} }`;
    const own = FILES[POLICY].replace(' log_level', ` routing: { summarize: ${large} }, log_level`);
    await setup.restart({ ...FILES, [POLICY]: own });
    const { route } = (await show()).body;
    expect(route).toMatchObject({ targets });
    expect(routed(await put({ ...Object(route), reason: '更'.repeat(500), version: 0 }))).toEqual([
      200,
      1,
      'change',
      route,
    ]);
  });

  it('is refused for what the environment does not allow, and for an intent that there is not', async () => {
    expect(await put({ ...V2, profile: 'summarize_v3' })).toMatchObject({
      status: 403,
      body: { code: 'PROFILE_NOT_ALLOWED', detail: 'summarize_v3 is not allowed in dev.' },
    });
    for (const [method, path, body] of [
      ['GET', '/v1/ops/routes/dance'],
      ['PUT', '/v1/ops/routes/dance', V2],
      ['POST', '/v1/ops/routes/dance/rollback', {}],
      ['DELETE', '/v1/ops/routes/dance'],
      ['GET', '/v1/ops/routes/dance/history'],
    ] as const) {
      expect(await call(method, path, body)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    expect(await rollBack({ to: 3 })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/to' }] } });
    for (const version of ['x', '', '%20', '0x1', '-1', '1.5']) {
      const { status, body } = await call('DELETE', `${ROUTE}?version=${version}`);
      expect([version, status, body.errors?.[0]?.pointer]).toEqual([version, 400, '/version']);
    }
    expect(await call('GET', `${ROUTE}/history?cursor=bm9ib2R5`)).toMatchObject({ status: 400 });
  });

  it('is for operators', async () => {
    for (const [method, path, body] of [
      ['GET', '/v1/ops/routes'],
      ['GET', ROUTE],
      ['PUT', ROUTE, V2],
      ['POST', `${ROUTE}/rollback`, {}],
      ['DELETE', ROUTE],
      ['GET', `${ROUTE}/history`],
    ] as const) {
      const { status, body: answer } = await setup.server.call(method, path, { body });
      expect([method, path, status, answer.code]).toEqual([method, path, 403, 'OPERATOR_ONLY']);
    }
  });

  it('does not keep a profile on the allow-list', async () => {
    await put({ ...canary(100), salt: 'spring' });
    expect(await servedTo('u_1')).toBe('summarize_v2');
    writeFileSync(join(setup.server.configDir, POLICY), policy('summarize_v1', 'support_v1'));
    expect((await call('POST', '/v1/ops/config/reload')).status).toBe(200);
    expect(await servedTo('u_1')).toBe('summarize_v1');
    const why = 'summarize_v2 is not allowed in dev, and is passed over';
    expect((await show()).body).toMatchObject({
      source: 'change',
      route: { salt: 'spring' },
      ignored: why,
      allowed: ['summarize_v1'],
    });
    expect(await config()).toMatchObject({ changes: [{ version: 1 }], ignoredChanges: [{ why }] });
    expect((await ready())['configuration']).toMatchObject({
      status: 'up',
      detail: 'changes ignored',
      ignoredChanges: 1,
    });
    expect(await put(canary(5))).toMatchObject({ status: 403, body: { code: 'PROFILE_NOT_ALLOWED' } });
    await rollBack();
    expect((await ready())['configuration']).not.toHaveProperty('detail');
  });

  it('keeps a reload from taking away what it names', async () => {
    await put(V2);
    for (const [name, text] of Object.entries(WITHOUT_V2))
      writeFileSync(join(setup.server.configDir, name), text);
    writeFileSync(join(setup.server.configDir, POLICY), policy('summarize_v1', 'support_v1'));
    const { status, body } = await call('POST', '/v1/ops/config/reload');
    expect([status, body.code]).toEqual([409, 'CONFIG_REJECTED']);
    expect(body.errors).toEqual([
      {
        pointer: 'changes route:summarize',
        message: expect.stringMatching(
          /^summarize is routed to summarize_v2 by change 1 \(by op_1\), and here there is no profile "summarize_v2".*: roll it back first, or keep the profile$/,
        ),
      },
    ]);
    expect(await servedTo('u_1')).toBe('summarize_v2');
    await rollBack();
    expect((await call('POST', '/v1/ops/config/reload')).status).toBe(200);
  });

  it('lasts longer than its server, unless the files have no room for it any more', async () => {
    await put(V2);
    await setup.restart(FILES);
    expect(await servedTo('u_1')).toBe('summarize_v2');
    expect(routed(await show())).toEqual([200, 1, 'change', { profile: 'summarize_v2' }]);

    await setup.restart(WITHOUT_V2_ALLOWED);
    expect(await servedTo('u_1')).toBe('summarize_v1');
    const why = expect.stringContaining('there is no profile "summarize_v2"');
    const ignored = (await show()).body;
    expect(ignored).toMatchObject({ source: 'shared', version: 1, change: { version: 1 }, ignored: why });
    expect(await config()).toMatchObject({
      changes: [],
      ignoredChanges: [{ change: ignored['change'], why }],
    });
    expect((await ready())['configuration']).toMatchObject({ detail: 'changes ignored', ignoredChanges: 1 });
    const metrics = (await setup.server.call('GET', '/metrics', { token: null })).text;
    expect(metrics).toContain('miniask_config_ignored_changes 1\n');
  });

  it('changes nothing while the database takes nothing', async () => {
    await setup.server.app.get(Database).query.schema.dropTable('config_changes').execute();
    expect(await put(V2)).toMatchObject({ status: 500, body: { code: 'INTERNAL' } });
    expect(await servedTo('u_1')).toBe('summarize_v1');
  });

  it('is counted, and shown among the routes of all intents', async () => {
    await put(V2);
    await rollBack();
    const metrics = (await setup.server.call('GET', '/metrics', { token: null })).text;
    expect(metrics).toContain('miniask_config_changes_total{kind="route",action="set"} 1\n');
    expect(metrics).toContain('miniask_config_changes_total{kind="route",action="rollback"} 1\n');
    expect(metrics).toContain('miniask_config_ignored_changes 0\n');
    const { body } = await call('GET', '/v1/ops/routes');
    expect(body['environment']).toBe('dev');
    expect(body['routes']).toContainEqual((await show()).body);
    expect(body['routes']).toContainEqual(
      expect.objectContaining({ intent: 'extract', served: false, route: null, source: 'none', version: 0 }),
    );
  });
});
