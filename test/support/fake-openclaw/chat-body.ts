import { z } from 'zod';

const Content = z.union([
  z.string(),
  z.array(z.object({ text: z.string() })).transform((parts) => parts.map(({ text }) => text).join('\n')),
]);

/** The fields of a chat completion request that OpenClaw heeds; it ignores every other one. */
export const ChatBody = z.looseObject({
  model: z.string().optional(),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().optional() }).optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  max_tokens: z.number().int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  user: z.string().optional(),
  messages: z
    .array(z.looseObject({ role: z.string(), content: Content }))
    .refine((messages) => messages.some(({ role }) => role === 'user')),
});

export type ChatBody = z.infer<typeof ChatBody>;
