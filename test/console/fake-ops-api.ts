import { type FastifyInstance, fastify } from 'fastify';
import { CONSOLE_DIR, ConsoleFiles } from '../../src/console/console-files.js';
import type { AgentView } from '../../src/ops/agent/agent-status.dto.js';
import type { EvalList } from '../../src/ops/evals/eval-list.js';
import type { ProfileList, ProfileSummary } from '../../src/ops/profiles/profile-list.js';
import type { BatchRequest } from '../../src/ops/replays/batch-request.dto.js';
import type { BatchList } from '../../src/ops/replays/batch.dto.js';
import type { StatsWindow } from '../../src/ops/stats/stats-windows.js';
import { freePort } from '../support/free-port.js';
import { type FakeBatch, aBatch, aRunningBatch } from './a-batch.js';
import { aComparison } from './a-comparison.js';
import { type FakeStats, someStats } from './a-stats.js';
import { aTraceDetail } from './a-trace-detail.js';
import { FakeChangeables } from './fake-changeables.js';

/**
 * The console as it was built, and an operators' API that says what a test wants: for states that a real server
 * is hard to bring into, such as a batch in the midst of its run.
 */
export class FakeOpsApi {
  readonly batches = new Map<string, FakeBatch>();
  readonly requests: BatchRequest[] = [];
  /** Instead of starting a batch. */
  refusal: { readonly status: number; readonly problem: object } | null = null;
  profiles: ProfileList = { environment: 'dev', configDigest: 'ab12'.repeat(16), profiles: PROFILES };
  agent: AgentView = AGENT;
  evals: EvalList = {
    items: [
      {
        name: 'summarize_basics',
        intent: 'summarize',
        assertions: [{ name: 'short enough', type: 'max-chars' }],
        passRate: 0.9,
      },
    ],
  };
  stats: (window: StatsWindow, intent: string) => FakeStats = someStats;
  /** What is waited for when an answer is made already and has not left: it tells what was so before. */
  lateness: (method: string, path: string) => Promise<void> | undefined = () => undefined;
  /** Tokens that are not accepted any more. */
  readonly expired = new Set<string>();

  readonly changeables: FakeChangeables;

  private constructor(
    readonly url: string,
    private readonly app: FastifyInstance,
  ) {
    app.addHook('onRequest', async ({ url: path, headers }, reply) => {
      if (!path.startsWith('/v1/ops/') || !this.expired.has(headers.authorization ?? '')) return undefined;
      return reply.status(401).send({ code: 'TOKEN_EXPIRED', detail: 'The token has expired.' });
    });
    app.addHook('onSend', async ({ method, url: path }) => this.lateness(method, path));
    this.changeables = new FakeChangeables(app);
  }

  static async start(): Promise<FakeOpsApi> {
    const app = fastify();
    const port = await freePort();
    const api = new FakeOpsApi(`http://127.0.0.1:${port}`, app);
    api.reset();
    api.serveConsole();
    api.serveBatches();
    api.serveTraces();
    api.serveFigures();
    await app.listen({ host: '127.0.0.1', port });
    return api;
  }

  async end(): Promise<void> {
    await this.app.close();
  }

  /** As it was at first. */
  reset(): void {
    this.batches.clear();
    this.put(aBatch());
    this.put(aRunningBatch());
    this.requests.length = 0;
    this.refusal = null;
    this.stats = someStats;
    this.agent = AGENT;
    this.lateness = () => undefined;
    this.expired.clear();
    this.changeables.reset();
  }

  put(batch: FakeBatch): void {
    this.batches.set(batch.id, batch);
  }

  private serveConsole(): void {
    const files = new ConsoleFiles(CONSOLE_DIR);
    files.register(this.app);
    this.app.get('/console', async (_request, reply) => files.sendPage(reply));
    this.app.get('/console/*', async (_request, reply) => files.sendPage(reply));
  }

  private serveBatches(): void {
    this.app.get('/v1/ops/replays', (): BatchList => ({
      items: [...this.batches.values()],
      nextCursor: null,
    }));
    this.app.post<{ Body: BatchRequest }>('/v1/ops/replays', async ({ body }, reply) => {
      if (this.refusal !== null) return reply.status(this.refusal.status).send(this.refusal.problem);
      this.requests.push(body);
      const batch = aRunningBatch({ id: 'batch-new', intent: body.intent, profile: body.profile });
      this.put(batch);
      return reply.status(202).send(batch);
    });
    this.app.get<{ Params: { id: string } }>('/v1/ops/replays/:id', async ({ params: { id } }, reply) => {
      const batch = this.batches.get(id);
      return batch ?? reply.status(404).send({ code: 'NOT_FOUND', detail: 'There is no such batch.' });
    });
    this.app.delete<{ Params: { id: string } }>('/v1/ops/replays/:id', async ({ params: { id } }) => {
      const cancelled = { ...aRunningBatch({ ...this.batches.get(id) }), status: 'cancelled' } as const;
      this.put(cancelled);
      return cancelled;
    });
    this.app.get('/v1/ops/evals', () => this.evals);
  }

  private serveTraces(): void {
    this.app.get<{ Params: { id: string } }>('/v1/ops/traces/:id', ({ params: { id } }) =>
      aTraceDetail(id, `The text of ${id}: the launch is on 2026-03-02, bring your own cup.`),
    );
    this.app.get<{ Params: { id: string } }>('/v1/ops/traces/:id/comparison', ({ params: { id } }) =>
      aComparison(id, id.replace('replay', 'record')),
    );
  }

  private serveFigures(): void {
    this.app.get('/v1/ops/profiles', () => this.profiles);
    this.app.get('/v1/ops/agent', () => this.agent);
    this.app.get<{ Querystring: { window?: StatsWindow; intent?: string } }>('/v1/ops/stats', ({ query }) => {
      return this.stats(query.window ?? '24h', query.intent ?? '');
    });
  }
}

function aProfile(name: string, parts: Partial<ProfileSummary> = {}): ProfileSummary {
  return {
    name,
    digest: name.padEnd(64, '0'),
    model: 'fast',
    allowed: true,
    routes: [],
    maxTokens: 500,
    deadlineMs: 15_000,
    tools: [],
    fallback: null,
    ...parts,
  };
}

const PROFILES = [
  aProfile('summarize_v1', { routes: [{ intent: 'summarize', percent: 90, canary: false, targets: 0 }] }),
  aProfile('summarize_v2', {
    routes: [{ intent: 'summarize', percent: 10, canary: true, targets: 2 }],
    fallback: 'summarize_v1',
  }),
  aProfile('support_v1', {
    routes: [{ intent: 'support', percent: 100, canary: false, targets: 0 }],
    model: 'strong',
    tools: ['search_knowledge', 'order_status'],
  }),
  aProfile('support_v2', {
    routes: [{ intent: 'refunds', percent: 100, canary: false, targets: 0 }],
    model: 'strong',
    allowed: false,
    fallback: 'support_v1',
  }),
  aProfile('extract_v1'),
];

const AGENT: AgentView = {
  agent: 'openclaw',
  waiting: 3,
  gateways: [
    {
      name: 'gateway-1',
      state: 'ready',
      ways: ['lean', 'public', 'agent', 'chat'],
      plugin: { version: '0.1.0', openclaw: '2026.9.6' },
      running: 12,
      broken: [],
    },
    { name: 'gateway-2', state: 'unreachable', ways: ['chat'], running: 0, broken: ['strong'] },
  ],
};
