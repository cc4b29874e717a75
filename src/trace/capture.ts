import { CAPTURE_LEVELS, type CaptureLevel } from '../config/snapshot.js';
import { redactJson, redactObject } from '../privacy/redact-json.js';
import { redactText } from '../privacy/redact-text.js';
import type { Attempt, Feedback, ToolCallRecord, TraceRecord } from './trace-record.js';

/** How one level treats what users write and models answer. */
interface Treatment {
  readonly text: (text: string) => string | null;
  readonly object: (object: object) => Record<string, unknown> | null;
  readonly context: (context: NonNullable<TraceRecord['context']>) => TraceRecord['context'];
}

const TREATMENTS: Readonly<Record<Exclude<CaptureLevel, 'full'>, Treatment>> = {
  redacted: {
    text: redactText,
    object: redactObject,
    context: (context) =>
      Object.fromEntries(Object.entries(context).map(([key, value]) => [redactText(key), redactJson(value)])),
  },
  metadata: { text: () => null, object: () => null, context: () => null },
};

/** The one that keeps less: of texts under two configurations, no more is kept or shown than either allows. */
export function stricter(one: CaptureLevel, other: CaptureLevel): CaptureLevel {
  return CAPTURE_LEVELS.indexOf(one) < CAPTURE_LEVELS.indexOf(other) ? other : one;
}

/**
 * The record as it may be stored: the only place that decides what of a user's words is kept. The ask itself, and
 * whatever its client is told, are another matter.
 */
export function captured(record: TraceRecord, level: CaptureLevel): TraceRecord {
  if (level === 'full') return record;
  const { text, object, context } = TREATMENTS[level];
  return {
    ...record,
    ...capturedRefusal(record, text),
    input: record.input && object(record.input),
    context: record.context && context(record.context),
    // A client may put anything there.
    profileHint: record.profileHint && text(record.profileHint),
    routing: record.routing.map((step) => ({ ...step, result: text(step.result) ?? '' })),
    attempts: record.attempts.map((attempt) => capturedAttempt(attempt, text)),
    answer: record.answer && text(record.answer),
    ...(record.rejectedAnswer !== undefined && { rejectedAnswer: text(record.rejectedAnswer) ?? '' }),
    output: record.output && object(record.output),
    ...(record.feedback && { feedback: capturedFeedback(record.feedback, level) }),
  };
}

/** What a client was told and named that was refused: messages are ours, pointers and names are its own. */
function capturedRefusal(
  { errors, askedIntent }: TraceRecord,
  text: Treatment['text'],
): Pick<TraceRecord, 'errors' | 'askedIntent'> {
  return {
    ...(errors !== undefined && {
      errors: errors.map(({ pointer, message }) => ({ pointer: text(pointer) ?? '', message })),
    }),
    ...(askedIntent !== undefined && { askedIntent: askedIntent && text(askedIntent) }),
  };
}

/** The feedback as it may be stored. */
export function capturedFeedback({ comment, ...feedback }: Feedback, level: CaptureLevel): Feedback {
  if (comment === undefined) return feedback;
  const kept = level === 'full' ? comment : TREATMENTS[level].text(comment);
  return kept === null ? feedback : { ...feedback, comment: kept };
}

function capturedAttempt({ toolCalls, said, fault, ...attempt }: Attempt, text: Treatment['text']): Attempt {
  const [keptSaid, keptFault] = [said, fault].map((words) => (words === undefined ? null : text(words)));
  return {
    ...attempt,
    ...(typeof keptSaid === 'string' && { said: keptSaid }),
    ...(typeof keptFault === 'string' && { fault: keptFault }),
    ...(toolCalls !== undefined && { toolCalls: toolCalls.map((call) => capturedCall(call, text)) }),
  };
}

/** What comes only of a tool that there is; any other name may be whatever the model made of the user's words. */
const OF_OUR_TOOLS: ReadonlySet<ToolCallRecord['outcome']> = new Set(['ok', 'invalid', 'failed', 'timeout']);

function capturedCall(call: ToolCallRecord, text: Treatment['text']): ToolCallRecord {
  return {
    ...call,
    name: OF_OUR_TOOLS.has(call.outcome) ? call.name : (text(call.name) ?? ''),
    arguments: text(call.arguments) ?? '',
    result: text(call.result) ?? '',
  };
}
