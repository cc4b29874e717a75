import { encodeCursor } from '../src/storage/repositories/trace-cursor.js';
import type { TraceFilter } from '../src/trace/trace-store.js';
import type { FilledDatabase } from './trace-database.js';
import { ENVIRONMENT, SPAN_MS, traceAt } from './trace-records.js';

/** Something that an operator does. */
export interface Case {
  readonly name: string;
  run(database: FilledDatabase, round: number): Promise<void>;
}

const DAY = 86_400_000;

/** What is looked for, of a trace that there is: another in each round. */
type Looked = (like: ReturnType<typeof traceAt>['record'], now: number) => TraceFilter;

const LISTS: Readonly<Record<string, Looked>> = {
  all: () => ({}),
  'from, to': ({ startedAt }) => ({ from: startedAt - DAY, to: startedAt }),
  traceId: ({ traceId }) => ({ traceId }),
  userId: ({ userId }) => ({ ...(userId !== null && { userId }) }),
  intent: () => ({ intent: 'summarize' }),
  'intent, rare': () => ({ intent: 'extract' }),
  profile: () => ({ profile: 'support_v1' }),
  'status=complete': () => ({ status: 'complete' }),
  'status=failed': () => ({ status: 'failed' }),
  'status=running, none': () => ({ status: 'running' }),
  'feedback=down': () => ({ feedback: 'down' }),
  'origin=ask': () => ({ origin: 'ask' }),
  'origin=replay': () => ({ origin: 'replay' }),
  'userId, from, to': ({ userId, startedAt }) => ({
    ...(userId !== null && { userId }),
    from: startedAt - DAY,
    to: startedAt + DAY,
  }),
  'userId, status=failed': ({ userId }) => ({ ...(userId !== null && { userId }), status: 'failed' }),
  'intent, status=failed, from': (_, now) => ({ intent: 'support', status: 'failed', from: now - DAY }),
  'intent, profile, status=failed': () => ({
    intent: 'summarize',
    profile: 'summarize_v2',
    status: 'failed',
  }),
  'intent, profile, status=complete': () => ({
    intent: 'summarize',
    profile: 'summarize_v1',
    status: 'complete',
  }),
  'intent, feedback=down': () => ({ intent: 'summarize', feedback: 'down' }),
  'rare intent, feedback=down': () => ({ intent: 'extract', feedback: 'down' }),
  'rare intent, status=cancelled': () => ({ intent: 'extract', status: 'cancelled' }),
  'origin=replay, feedback=down': () => ({ origin: 'replay', feedback: 'down' }),
  'intent and profile of another, none': () => ({ intent: 'summarize', profile: 'support_v1' }),
};

const MIDDLE = encodeCursor({ startedAt: Date.now() - SPAN_MS / 2, id: '0' });

/** The record of a place that differs from round to round, without end. */
function anyOf({ traces, now }: FilledDatabase, round: number) {
  return traceAt(Math.floor(((round * 0.618_034) % 1) * traces), traces, now).record;
}

const lists = Object.entries(LISTS).flatMap(([name, looked]): Case[] =>
  [undefined, MIDDLE].map((cursor) => ({
    name: cursor === undefined ? name : `${name} · deep`,
    async run(database, round) {
      const filter = looked(anyOf(database, round), database.now);
      await database.store.search(filter, { limit: 20, ...(cursor !== undefined && { cursor }) });
    },
  })),
);

const lookUps: Case[] = [
  {
    name: 'by id',
    async run(database, round) {
      await database.store.find(anyOf(database, round).id);
    },
  },
  {
    name: 'newest of userId, traceId',
    async run(database, round) {
      const { userId, traceId } = anyOf(database, round);
      await database.store.search({ traceId, ...(userId !== null && { userId }) }, { limit: 1 });
    },
  },
  {
    name: 'traceIds offered for the beginning of one',
    async run(database, round) {
      await database.store.offerTraceIds(anyOf(database, round).traceId.slice(0, -2), 10);
    },
  },
  {
    name: 'traceIds offered for what none has',
    async run({ store }) {
      await store.offerTraceIds('none', 10);
    },
  },
];

export const CASES: readonly Case[] = [...lists, ...lookUps];

/** Statistics that nobody has asked for before, and again right after. */
export const STATS_CASES: readonly Case[] = (['1h', '24h', '30d'] as const).map((window) => ({
  name: `stats ${window}`,
  async run(database) {
    await database.newReports().report(ENVIRONMENT, { window, buckets: 60 });
  },
}));

export function statsAgain(database: FilledDatabase): Case {
  const reports = database.newReports();
  return {
    name: 'stats 30d · again',
    async run() {
      await reports.report(ENVIRONMENT, { window: '30d', buckets: 60 });
    },
  };
}
