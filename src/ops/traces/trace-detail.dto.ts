import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import type { Way } from '../../agent/agent-client.js';
import type { FieldError } from '../../common/errors/app-error.js';
import type {
  Attempt,
  Charge,
  Feedback,
  RolloutArm,
  RoutingStep,
  SafetyCheck,
  ToolCallRecord,
  TraceEvent,
  TraceRecord,
} from '../../trace/trace-record.js';
import { TraceFlag } from './flag.dto.js';
import { TraceRoutingStep } from './routing-step.dto.js';
import { TraceSummary } from './trace-list.dto.js';
import { RATINGS } from './trace-query.dto.js';

class TraceToolCall implements ToolCallRecord {
  @ApiProperty({ example: 'search_knowledge' })
  readonly name: string;

  @ApiProperty({ description: 'As the model wrote them.', example: '{"query":"delivery"}' })
  readonly arguments: string;

  @ApiProperty({ enum: ['ok', 'invalid', 'unknown', 'failed', 'timeout', 'aborted', 'skipped', 'refused'] })
  readonly outcome: ToolCallRecord['outcome'];

  @ApiProperty({ description: 'What the model was told.' })
  readonly result: string;

  @ApiProperty({
    required: false,
    description: 'It was not run in this replay: outcome and result stand in the record of the original.',
  })
  readonly replayed?: true;

  @ApiProperty({ description: 'Milliseconds.' })
  readonly totalMs: number;
}

class TraceRolloutArm implements RolloutArm {
  @ApiProperty({ description: 'Differs between rollouts.', example: '1f0c6f52a1b3d9e4' })
  readonly key: string;

  @ApiProperty({ description: "The profile that was drawn, or the route's own.", example: 'summarize_v2' })
  readonly arm: string;
}

class TraceCharge implements Charge {
  @ApiProperty({ description: '1 when it began a run of its own, else 0.' })
  readonly asks: number;

  @ApiProperty()
  readonly tokens: number;
}

/** Who was asked, and what came of it. */
export class TraceAttempt implements Omit<Attempt, 'beganAt'> {
  @ApiProperty({ example: 'summarize_v1' })
  readonly profile: string;

  @ApiProperty({ description: "The model's alias.", example: 'fast' })
  readonly model: string;

  @ApiProperty({ enum: ['openclaw', 'local'] })
  readonly agent: Attempt['agent'];

  @ApiProperty({
    type: String,
    description: '`running`, `ok`, `cancelled`, `superseded`, or the code of the error that ended it.',
  })
  readonly outcome: Attempt['outcome'];

  @ApiProperty({
    required: false,
    description:
      'Why it failed, in our words. Of an answer that could not be used: `wrong_form` or `wrong_content`.',
    example: 'provider_timeout',
  })
  readonly reason?: string;

  @ApiProperty({
    required: false,
    description:
      'What the model said that could not be used: the first 4000 characters, as far as the environment keeps texts.',
    example: 'Sure! Here is your summary.',
  })
  readonly said?: string;

  @ApiProperty({
    required: false,
    description: 'What was wrong with that, in the words in which the model is told of it.',
    example: 'The answer had no bullets. Write the summary as lines that begin with "- ".',
  })
  readonly fault?: string;

  @ApiProperty({
    required: false,
    description: 'A correction: the model was told what was wrong with its answer before.',
  })
  readonly corrects?: true;

  @ApiProperty({ format: 'uuid' })
  readonly runId: string;

  @ApiProperty({ required: false, format: 'date-time', description: 'Absent in records of older versions.' })
  readonly beganAt?: string;

  @ApiProperty({ required: false, description: 'By which way the agent was reached.', example: 'lean' })
  readonly way?: Way;

  @ApiProperty({ required: false, description: 'Through which gateway.', example: 'gateway-1' })
  readonly gateway?: string;

  @ApiProperty({ required: false, description: 'Milliseconds that it waited for a free place.' })
  readonly queuedMs?: number;

  @ApiProperty({ required: false, description: "The agent's session: look for it in the gateway's log." })
  readonly sessionKey?: string;

  @ApiProperty({ required: false, description: "The agent's own id of the run." })
  readonly responseId?: string;

  @ApiProperty({ required: false, description: "Milliseconds from the attempt's begin." })
  readonly firstContentMs?: number;

  @ApiProperty({ description: 'Milliseconds.' })
  readonly totalMs: number;

  @ApiProperty({ type: Object, nullable: true, example: { promptTokens: 310, completionTokens: 42 } })
  readonly usage: Attempt['usage'];

  @ApiProperty({
    required: false,
    type: Object,
    description: 'What it is taken to have used where the agent did not tell.',
  })
  readonly estimated?: Attempt['usage'] & object;

  @ApiProperty({
    required: false,
    description: 'Another ask, which asked the same at that time, pays for it.',
  })
  readonly shared?: true;

  @ApiProperty({ required: false, description: 'What `usage` cost at the prices of that time.' })
  readonly cost?: number;

  @ApiProperty({
    required: false,
    type: [TraceToolCall],
    description: 'Tools of ours that the model asked for.',
  })
  readonly toolCalls?: readonly ToolCallRecord[];

  @ApiProperty({
    required: false,
    description:
      "A tool of the agent's own has run; by the way `chat`, which does not tell, one may have. So nothing was tried again.",
  })
  readonly acted?: boolean;
}

class TraceSafetyCheck implements SafetyCheck {
  @ApiProperty({ enum: ['input', 'answer'] })
  readonly side: SafetyCheck['side'];

  @ApiProperty({ description: 'Which part of that side, counted from 1.', example: 1 })
  readonly part: number;

  @ApiProperty({
    enum: ['pass', 'review', 'risky', 'unchecked', 'failed'],
    description: '`unchecked`: the check failed, and the environment lets such texts pass.',
  })
  readonly verdict: SafetyCheck['verdict'];

  @ApiProperty({ required: false, description: "WeChat's number of what was found.", example: 100 })
  readonly label?: number;

  @ApiProperty({ required: false, description: "By which WeChat's support finds the check." })
  readonly wechatTraceId?: string;

  @ApiProperty({ required: false, description: 'Why the check failed.', example: 'wechat_timeout' })
  readonly reason?: string;

  @ApiProperty({ description: 'Milliseconds.' })
  readonly ms: number;
}

class TraceTimelineEvent implements TraceEvent {
  @ApiProperty({ enum: ['start', 'delta', 'done', 'error'] })
  readonly type: TraceEvent['type'];

  @ApiProperty({ description: "Milliseconds from the request's arrival." })
  readonly atMs: number;

  @ApiProperty({ required: false, description: 'How many deltas, close to each other.' })
  readonly count?: number;

  @ApiProperty({ required: false, description: 'Characters of those.' })
  readonly chars?: number;
}

class TraceFeedback {
  @ApiProperty({ enum: RATINGS })
  readonly rating: Feedback['rating'];

  @ApiProperty({ type: String, nullable: true, description: 'As much of it as the environment keeps.' })
  readonly comment: string | null;

  @ApiProperty({ format: 'date-time' })
  readonly at: string;
}

class TraceFieldError implements FieldError {
  @ApiProperty({
    description:
      'JSON pointer (RFC 6901), at most 200 characters; empty where the environment keeps no texts.',
    example: '/input/text',
  })
  readonly pointer: string;

  @ApiProperty({ example: 'is required: text of 1 to 8000 characters' })
  readonly message: string;
}

class TraceContent {
  @ApiProperty({ type: String, nullable: true, example: 'provider_timeout' })
  readonly errorReason: string | null;

  @ApiProperty({
    type: [TraceFieldError],
    description: 'What the client was told of the faults in what it sent: the first 20.',
  })
  readonly errors: readonly FieldError[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The intent that was asked for where there is none of that name, if it is like a name, and as far as the environment keeps texts.',
    example: 'sumarize',
  })
  readonly askedIntent: string | null;

  @ApiProperty({ type: Object, nullable: true, description: 'As the intent has it, sanitised.' })
  readonly input: TraceRecord['input'];

  @ApiProperty({ type: Object, nullable: true, description: 'As the client sent it, sanitised.' })
  readonly context: TraceRecord['context'];

  @ApiProperty({ type: String, nullable: true, description: 'The profile that the client asked for.' })
  readonly profileHint: string | null;

  @ApiProperty({ type: [TraceRoutingStep], description: 'How the profile was chosen, step by step.' })
  readonly routing: readonly RoutingStep[];

  @ApiProperty({
    type: [TraceFlag],
    description: 'What feature flags came to, as far as they bore on the ask.',
  })
  readonly flags: readonly TraceFlag[];

  @ApiProperty({ type: String, nullable: true, description: 'SHA-256 of what the profile says.' })
  readonly profileDigest: string | null;

  @ApiProperty({ description: 'SHA-256 of the configuration that was in force.' })
  readonly configDigest: string;

  @ApiProperty({ type: [TraceAttempt] })
  readonly attempts: readonly TraceAttempt[];

  @ApiProperty({ type: String, nullable: true })
  readonly answer: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What failed the content check, as far as the model had come. Never shown to a client.',
  })
  readonly rejectedAnswer: string | null;

  @ApiProperty({ type: [TraceSafetyCheck], description: 'Checks of content safety; none where it is off.' })
  readonly safety: readonly SafetyCheck[];

  @ApiProperty({ type: Object, nullable: true, description: 'As the intent has it.' })
  readonly output: TraceRecord['output'];

  @ApiProperty({ type: String, nullable: true, description: 'Names this answer, and no other.' })
  readonly contentId: string | null;

  @ApiProperty({ required: false, description: 'What stood beside the answer.', example: '内容由 AI 生成' })
  readonly label?: string;

  @ApiProperty({
    required: false,
    description:
      'What it counts for in the quotas of its day: reserved as long as it runs, then what it used.',
  })
  readonly charge?: TraceCharge;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Milliseconds for which the attempt that answered waited for a free place.',
  })
  readonly queuedMs: number | null;

  @ApiProperty({ type: [TraceTimelineEvent], description: 'What its readers were told, and when.' })
  readonly events: readonly TraceEvent[];

  @ApiProperty({ type: TraceFeedback, nullable: true, description: 'What the user thought of the answer.' })
  readonly feedback: TraceFeedback | null;

  @ApiProperty({
    type: TraceRolloutArm,
    nullable: true,
    description: 'The arm of a rollout that it belongs to, by the draw alone.',
  })
  readonly rollout: TraceRolloutArm | null;

  @ApiProperty({ type: String, nullable: true, description: 'The batch of replays that it belongs to.' })
  readonly batchId: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The trace of OpenTelemetry.' })
  readonly otelTraceId: string | null;
}

/** A whole trace: what tells it from the others, and all that explains it. */
export class TraceDetail extends IntersectionType(OmitType(TraceSummary, ['feedback']), TraceContent) {}

/** What stands in place of what a record lacks. */
const ABSENT = {
  errors: [],
  askedIntent: null,
  rejectedAnswer: null,
  safety: [],
  events: [],
  flags: [],
  queuedMs: null,
  cost: null,
  replayOf: null,
  rollout: null,
  batchId: null,
  otelTraceId: null,
} as const;

/** The stored record, its times in the form that people read, and nothing absent that older records lack. */
export function detailOf(record: TraceRecord): TraceDetail {
  return {
    ...ABSENT,
    ...record,
    attempts: record.attempts.map(attemptOf),
    feedback: feedbackOf(record),
    startedAt: isoTime(record.startedAt),
  };
}

function attemptOf({ beganAt, ...attempt }: Attempt): TraceAttempt {
  return beganAt === undefined ? attempt : { ...attempt, beganAt: isoTime(beganAt) };
}

function feedbackOf({ feedback }: TraceRecord): TraceFeedback | null {
  if (feedback === undefined) return null;
  return { rating: feedback.rating, comment: feedback.comment ?? null, at: isoTime(feedback.at) };
}

/** @param at milliseconds since the Unix epoch */
function isoTime(at: number): string {
  return new Date(at).toISOString();
}
