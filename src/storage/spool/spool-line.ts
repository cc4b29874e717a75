import { z } from 'zod';
import type { AuditRecord } from '../../trace/audit-record.js';
import type { SpooledTrace } from '../../trace/trace-spool.js';
import type { TraceRecord, TraceStatus } from '../../trace/trace-record.js';

/** Goes up when an older server could no longer make sense of a line, not for a new optional field. */
const VERSION = 1;

/** Every one, which the compiler sees to: a record of a status that is missing here would be put aside. */
const STATUSES: Readonly<Record<TraceStatus, TraceStatus>> = {
  running: 'running',
  complete: 'complete',
  failed: 'failed',
  cancelled: 'cancelled',
  refused: 'refused',
};

/** What the store makes columns of; the rest is kept as it was written. */
const recordHead = z.looseObject({
  id: z.string().min(1),
  traceId: z.string(),
  userId: z.string().nullable(),
  environment: z.string(),
  status: z.enum(STATUSES),
  startedAt: z.number(),
  routing: z.array(z.unknown()),
  attempts: z.array(z.unknown()),
});
const auditHead = z.looseObject({
  id: z.string().min(1),
  traceId: z.string(),
  environment: z.string(),
  at: z.number(),
  label: z.string(),
});

const line = z.object({
  v: z.literal(VERSION),
  record: z.custom<TraceRecord>((value) => recordHead.safeParse(value).success),
  audit: z.custom<AuditRecord>((value) => auditHead.safeParse(value).success).optional(),
});

/** With the line break that tells a whole line from one whose write was cut off. */
export function toLine({ record, audit }: SpooledTrace): string {
  return `${JSON.stringify({ v: VERSION, record, audit })}\n`;
}

/** Undefined when it is none of ours, or of a newer version. */
export function fromLine(text: string): SpooledTrace | undefined {
  try {
    const { record, audit } = line.parse(JSON.parse(text));
    return { record, audit };
  } catch {
    return undefined;
  }
}
