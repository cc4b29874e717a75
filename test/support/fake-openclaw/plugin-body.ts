import { z } from 'zod';

const Text = z.union([
  z.string(),
  z
    .array(z.strictObject({ type: z.literal('text'), text: z.string() }))
    .min(1)
    .transform((parts) => parts.map(({ text }) => text).join('')),
]);

const ToolCall = z.strictObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string(), arguments: z.string() }),
});

const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: Text }),
  z.strictObject({ role: z.literal('user'), content: Text }),
  z.strictObject({
    role: z.literal('assistant'),
    content: Text.nullish(),
    tool_calls: z.array(ToolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content: Text }),
]);

const Tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** A request to `POST /miniask/v1/complete`; `openclaw-plugin/README.md` describes it. */
export const PluginBody = z.strictObject({
  engine: z.enum(['lean', 'public', 'agent']).default('lean'),
  agent: z.string().min(1),
  model: z.string().min(1).optional(),
  messages: z.array(Message).refine((messages) => messages.some(({ role }) => role !== 'system')),
  stream: z.boolean().default(false),
  max_tokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  stop: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  seed: z.int().optional(),
  response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }).optional(),
  tools: z.array(Tool).min(1).optional(),
  tool_choice: z.union([z.enum(['auto', 'none', 'required']), z.looseObject({})]).optional(),
  timeout_ms: z.int().min(1000).optional(),
});

export type PluginBody = z.infer<typeof PluginBody>;
