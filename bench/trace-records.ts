import { createHash } from 'node:crypto';
import type { Usage } from '../src/agent/agent-client.js';
import type { Attempt, Feedback, TraceRecord, TraceStatus } from '../src/trace/trace-record.js';

export const ENVIRONMENT = 'prod';
export const SPAN_MS = 30 * 86_400_000;

const TEXT =
  '今天的会议决定了三件事。第一，物流要在周五之前把新的包装送到仓库。第二，客服要在一小时之内回答。第三，下个月再看结果。'.repeat(
    6,
  );
const ANSWER = '• 物流在周五之前送到新的包装\n• 客服在一小时之内回答\n• 下个月再看结果'.repeat(2);

/** Of a hundred asks; each intent has profiles of its own, as intents have. */
const SERVED = [
  { share: 60, intent: 'summarize', profile: 'summarize_v1' },
  { share: 75, intent: 'summarize', profile: 'summarize_v2' },
  { share: 90, intent: 'support', profile: 'support_v1' },
  { share: 99, intent: 'recommend', profile: 'recommend_v1' },
  { share: 100, intent: 'extract', profile: 'extract_v1' },
];

export interface BenchTrace {
  readonly record: TraceRecord;
  readonly rating: Feedback['rating'] | null;
}

/** The trace at a place among `amount`, which began over thirty days until `now`, in order. */
export function traceAt(at: number, amount: number, now: number): BenchTrace {
  const random = randomOf(at);
  const startedAt = Math.floor(now - SPAN_MS + ((at + 0.5) / amount) * SPAN_MS);
  const { intent, profile } = SERVED.find(({ share }) => random(0) * 100 < share) ?? {
    intent: null,
    profile: null,
  };
  const status = statusOf(random(1));
  const begun = status !== 'refused';
  const usage = {
    promptTokens: 200 + Math.floor(random(2) * 600),
    completionTokens: Math.floor(random(3) * 300),
  };
  const latencyMs = 300 + 2000 * random(4) + 30_000 * random(5) ** 20;
  const record: TraceRecord = {
    id: idAt(startedAt, at),
    traceId: `${startedAt}-${at}`,
    userId: userOf(random(6), amount),
    environment: ENVIRONMENT,
    intent,
    status,
    errorCode: status === 'failed' ? 'AGENT_TIMEOUT' : null,
    errorReason: null,
    httpStatus: 200,
    input: { text: TEXT, maxBullets: 5 },
    context: { page: '/index', locale: 'zh-CN', scene: 1001 },
    profileHint: null,
    routing: [{ rule: 'shared-route', result: profile ?? '' }],
    profile: begun ? profile : null,
    profileDigest: 'b'.repeat(64),
    model: 'fast',
    configDigest: 'c'.repeat(64),
    attempts: [attemptOf(at, profile ?? '', latencyMs, usage)],
    answer: ANSWER,
    output: { bullets: ANSWER.split('\n') },
    contentId: `content-${at}`,
    label: '内容由 AI 生成',
    cached: random(7) < 0.1,
    degraded: random(8) < 0.02,
    truncated: random(9) < 0.01,
    usage: begun ? usage : null,
    charge: { asks: 1, tokens: usage.promptTokens + usage.completionTokens },
    cost: begun ? usage.completionTokens * 0.000_002 : null,
    startedAt,
    latencyMs,
    firstContentMs: begun ? latencyMs / 4 : null,
    ...(random(10) < 0.005 && { replayOf: idAt(startedAt - 1, at) }),
  };
  return { record, rating: ratingOf(random(11)) };
}

function attemptOf(at: number, profile: string, totalMs: number, usage: Usage): Attempt {
  return {
    profile,
    model: 'fast',
    agent: 'openclaw',
    outcome: 'ok',
    runId: `run-${at}`,
    sessionKey: `agent:main:miniask:${at}`,
    firstContentMs: totalMs / 4,
    totalMs,
    usage,
  };
}

/** A few ask much, and most a little. */
export function userOf(random: number, amount: number): string {
  return `u_${Math.floor(random ** 2 * Math.max(10, amount / 20))}`;
}

function statusOf(random: number): TraceStatus {
  if (random < 0.93) return 'complete';
  if (random < 0.97) return 'failed';
  return random < 0.99 ? 'refused' : 'cancelled';
}

function ratingOf(random: number): Feedback['rating'] | null {
  if (random < 0.005) return 'down';
  return random < 0.02 ? 'up' : null;
}

/** In the order of time, as UUIDs of version 7 are. */
function idAt(startedAt: number, at: number): string {
  const time = startedAt.toString(16).padStart(12, '0');
  const rest = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
}

/** Numbers from 0 to 1 that are the same in every run. */
function randomOf(at: number): (index: number) => number {
  const bytes = createHash('sha512').update(String(at)).digest();
  return (index) => bytes.readUInt32LE(index * 4) / 2 ** 32;
}
