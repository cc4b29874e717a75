import type { FastifyInstance } from 'fastify';
import type { JsonObject } from '../../src/config/changes/config-change.js';
import type { ConfigStatus } from '../../src/ops/config/config-status.dto.js';
import type { RouteView } from '../../src/ops/routes/route-view.dto.js';
import { type RolloutComparison, aRolloutComparison } from './a-rollout.js';
import { FakeChanges, type FakeRefusal } from './fake-changes.js';

const ALLOWED = ['summarize_v1', 'summarize_v2', 'summarize_v3'];

/** What the file says of a flag that is in nobody's way. */
const BANNER = { state: 'ENABLED', defaultVariant: 'off', targeting: null };

type Changing = JsonObject & {
  readonly reason: string;
  readonly version?: number;
  readonly to?: number;
};

interface Named {
  readonly Params: { readonly key: string };
}

/** Routes and flags that can be changed, and the configuration that they are part of. */
export class FakeChangeables {
  routes = new Map<string, FakeChanges>();
  flags = new Map<string, FakeChanges>();
  /** Bodies of changes that were asked for. */
  readonly asked: Changing[] = [];
  /** Instead of the next change. */
  refusal: FakeRefusal | null = null;
  /** Why the newest change of a flag or route is ignored, by key. */
  readonly ignored = new Map<string, string>();
  comparison: RolloutComparison = aRolloutComparison();
  lastReload: ConfigStatus['lastReload'] = APPLIED;
  lastRejected: ConfigStatus['lastRejected'] = null;
  warnings: ConfigStatus['warnings'] = [];

  constructor(app: FastifyInstance) {
    this.reset();
    this.serve(
      app,
      'routes',
      () => this.routes,
      (key) => this.routeView(key),
    );
    this.serve(
      app,
      'flags',
      () => this.flags,
      (key) => this.flagView(key),
    );
    app.get('/v1/ops/routes/:key/comparison', () => this.comparison);
    app.get<{ Querystring: { userId: string } }>('/v1/ops/flags/:key/evaluate', ({ query }) => ({
      key: 'review_mode',
      value: query.userId === 'u_reviewer',
      variant: query.userId === 'u_reviewer' ? 'on' : 'off',
      reason: query.userId === 'u_reviewer' ? 'TARGETING_MATCH' : 'DEFAULT',
    }));
    app.get('/v1/ops/config', () => this.configView());
    app.post('/v1/ops/config/reload', async (_request, reply) => {
      if (this.refusal === null) return this.configView();
      return reply.status(this.refusal.status).send(this.refusal.problem);
    });
  }

  /** As it was at first: a canary that another operator has begun. */
  reset(): void {
    const replace = (value: JsonObject) => value;
    this.routes = new Map([
      ['summarize', new FakeChanges('route', 'summarize', { profile: 'summarize_v1' }, replace)],
      ['support', new FakeChanges('route', 'support', { profile: 'support_v1' }, replace)],
      ['refunds', new FakeChanges('route', 'refunds', null, replace)],
    ]);
    this.flags = new Map(
      ['review_mode', 'banner'].map((key) => [
        key,
        new FakeChanges('flag', key, BANNER, (value) => ({ ...BANNER, ...value })),
      ]),
    );
    this.routes.get('summarize')?.make({
      action: 'set',
      reason: 'Try the shorter prompt.',
      value: { profile: 'summarize_v1', canary: { profile: 'summarize_v2', percent: 10 }, targets: [TARGET] },
    });
    this.asked.length = 0;
    this.refusal = null;
    this.ignored.clear();
    this.comparison = aRolloutComparison();
    this.lastReload = APPLIED;
    this.lastRejected = null;
    this.warnings = [];
  }

  private serve(
    app: FastifyInstance,
    kind: 'routes' | 'flags',
    all: () => Map<string, FakeChanges>,
    view: (key: string) => object,
  ): void {
    const head = { environment: 'dev', configDigest: 'ab12'.repeat(16) };
    app.get(`/v1/ops/${kind}`, () => ({ ...head, [kind]: [...all().keys()].map(view) }));
    app.get<Named>(`/v1/ops/${kind}/:key`, async ({ params: { key } }, reply) => {
      if (all().has(key)) return view(key);
      return reply.status(404).send({ code: 'NOT_FOUND', detail: 'There is no such thing.' });
    });
    const answer = (key: string, seen: number | undefined, act: (its: FakeChanges) => FakeRefusal | null) => {
      const its = found(all(), key);
      const refused = this.refusal ?? its.conflictWith(seen) ?? act(its);
      return refused === null ? { status: 200, body: view(key) } : { ...refused, body: refused.problem };
    };
    app.put<Named & { Body: Changing }>(`/v1/ops/${kind}/:key`, async ({ params, body }, reply) => {
      const { reason, version, requires: _, ...value } = body;
      this.asked.push(body);
      const { status, body: told } = answer(params.key, version, (its) => {
        its.make({ action: 'set', reason, value });
        return null;
      });
      return reply.status(status).send(told);
    });
    app.post<Named & { Body: Changing }>(`/v1/ops/${kind}/:key/rollback`, async ({ params, body }, reply) => {
      const { status, body: told } = answer(params.key, body.version, (its) => its.rollBack(body));
      return reply.status(status).send(told);
    });
    app.delete<Named & { Querystring: { reason?: string; version?: string } }>(
      `/v1/ops/${kind}/:key`,
      async ({ params, query }, reply) => {
        const seen = query.version === undefined ? undefined : Number(query.version);
        const { status, body: told } = answer(params.key, seen, (its) => {
          its.make({ action: 'clear', reason: query.reason ?? 'left to the files', value: null });
          return null;
        });
        return reply.status(status).send(told);
      },
    );
    app.get<Named & { Querystring: { limit: string; cursor?: string } }>(
      `/v1/ops/${kind}/:key/history`,
      ({ params, query }) =>
        all()
          .get(params.key)
          ?.page(Number(query.limit), query.cursor ?? ''),
    );
  }

  private routeView(intent: string): RouteView {
    const its = found(this.routes, intent);
    const fromFiles = its.files === null ? 'none' : 'shared';
    return {
      intent,
      served: its.current !== null,
      route: its.current,
      source: its.isChanged ? 'change' : fromFiles,
      allowed: intent === 'summarize' ? ALLOWED : [`${intent}_v1`, `${intent}_v2`],
      ...this.changeOf(intent, its),
    };
  }

  private flagView(key: string): object {
    const its = found(this.flags, key);
    return {
      ...FLAGS[key],
      key,
      ...its.current,
      source: its.isChanged ? 'change' : 'files',
      ...this.changeOf(key, its),
    };
  }

  private changeOf(
    key: string,
    { files, version, newest }: FakeChanges,
  ): Pick<RouteView, 'files' | 'version' | 'change' | 'ignored'> {
    return { files, version, change: newest, ignored: this.ignored.get(key) ?? null };
  }

  private configView(): ConfigStatus {
    const newest = [...this.routes.values(), ...this.flags.values()].flatMap(({ newest: its }) => its ?? []);
    const isIgnored = ({ key }: { key: string }) => this.ignored.has(key);
    return {
      environment: 'dev',
      configDigest: 'ab12'.repeat(16),
      filesDigest: 'cd34'.repeat(16),
      loadedAt: new Date(Date.now() - 3_600_000).toISOString(),
      warnings: this.warnings,
      lastReload: this.lastReload,
      lastRejected: this.lastRejected,
      changes: newest.filter((change) => !isIgnored(change)),
      ignoredChanges: newest
        .filter(isIgnored)
        .map((change) => ({ change, why: this.ignored.get(change.key) ?? '' })),
    };
  }
}

function found(all: ReadonlyMap<string, FakeChanges>, key: string): FakeChanges {
  const its = all.get(key);
  if (its === undefined) throw new Error(`There is no ${key}.`);
  return its;
}

const FLAG = {
  type: 'boolean',
  client: false,
  effect: null,
  description: null,
  variants: { on: true, off: false },
};

const FLAGS: Readonly<Record<string, object>> = {
  banner: { ...FLAG, client: true },
  review_mode: {
    ...FLAG,
    effect: { kind: 'intent.off', intents: ['*'] },
    description: 'Nothing is asked while the store looks at the app.',
  },
};

const TARGET = { profile: 'summarize_v2', users: ['u_1', 'u_2'], appVersion: '>=1.4.0' };

const APPLIED: ConfigStatus['lastReload'] = {
  at: '2026-03-01T08:00:00.000Z',
  trigger: 'start',
  outcome: 'applied',
  errors: [],
};

/** A reload whose files have two faults. */
export const REJECTED: ConfigStatus['lastReload'] = {
  at: '2026-03-01T09:00:00.000Z',
  trigger: 'watch',
  outcome: 'rejected',
  errors: [
    {
      severity: 'error',
      file: 'config/mini-program-profiles.yaml',
      line: 12,
      column: 17,
      path: 'profiles.summarize_v2.max_tokens',
      message: 'must be a whole number from 1 to 32000',
    },
    {
      severity: 'error',
      file: 'config/env-policy.yaml',
      line: 3,
      column: 5,
      path: 'environments.dev.allowed_profiles',
      message: 'there is no profile "sumarize_v1"; did you mean summarize_v1?',
    },
  ],
};
