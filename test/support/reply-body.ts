import { z } from 'zod';

/** What tests read of a body field by field; everything else is there too, to be compared whole. */
const REPLY_BODY = z
  .looseObject({
    status: z.union([z.string(), z.number()]),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.looseObject({ pointer: z.string() })),
    traceId: z.string(),
    answer: z.string().nullable(),
    output: z.record(z.string(), z.unknown()).nullable(),
    profile: z.string().nullable(),
    contentId: z.string().nullable(),
    cached: z.boolean(),
    degraded: z.boolean(),
    usage: z.looseObject({ promptTokens: z.number() }).nullable(),
    attempts: z.array(z.looseObject({ outcome: z.string() })),
    next: z.string(),
    items: z.array(z.looseObject({ id: z.string() })),
    nextCursor: z.string().nullable(),
    details: z.record(z.string(), z.looseObject({ status: z.string() })),
  })
  .partial();

export type ReplyBody = Readonly<z.infer<typeof REPLY_BODY>>;

/** @throws ZodError when a field that the contract has is of another type */
export function replyBody(json: string): ReplyBody {
  return REPLY_BODY.parse(JSON.parse(json));
}
