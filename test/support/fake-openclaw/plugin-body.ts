import { z } from 'zod';

/** A string of 1 to `max` characters. */
const text = (max: number) => z.string().min(1).max(max);

const Content = z.union([
  z.string(),
  z
    .array(z.strictObject({ type: z.literal('text'), text: z.string() }))
    .min(1)
    .max(1000)
    .transform((parts) => parts.map((part) => part.text).join('')),
]);

const JsonSchema = z.record(z.string(), z.unknown());

const ToolName = text(64).regex(/^[\w-]+$/);

const ToolCall = z.strictObject({
  id: text(200),
  type: z.literal('function'),
  function: z.strictObject({
    name: text(64),
    arguments: z.string().refine(isJsonObject, 'must be a JSON object as text'),
  }),
});

const Assistant = z
  .strictObject({
    role: z.literal('assistant'),
    content: Content.nullish(),
    tool_calls: z.array(ToolCall).min(1).max(128).optional(),
  })
  .refine(({ content, tool_calls }) => typeof content === 'string' || tool_calls !== undefined);

const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: Content }),
  z.strictObject({ role: z.literal('user'), content: Content }),
  Assistant,
  z.strictObject({ role: z.literal('tool'), tool_call_id: text(200), content: Content }),
]);

type Message = z.infer<typeof Message>;

const Tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: ToolName,
    description: text(20_000).optional(),
    parameters: JsonSchema.optional(),
  }),
});

const ResponseFormat = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    json_schema: z.strictObject({
      name: text(64),
      description: text(20_000).optional(),
      schema: JsonSchema.optional(),
      strict: z.boolean().optional(),
    }),
  }),
]);

const ToolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: ToolName }) }),
]);

/**
 * A request to `POST /miniask/v1/complete`, as strict as the plugin itself, whose specs send hostile
 * requests to both; `openclaw-plugin/README.md` describes it.
 */
export const PluginBody = z
  .strictObject({
    engine: z.enum(['lean', 'public', 'agent']).default('lean'),
    agent: text(200),
    model: text(200).optional(),
    messages: z.array(Message).min(1).max(2000).refine(isConversation, 'is no conversation'),
    stream: z.boolean().default(false),
    max_tokens: z.int().min(1).max(1_000_000).optional(),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    stop: z.union([text(200), z.array(text(200)).min(1).max(16)]).optional(),
    seed: z.int().optional(),
    response_format: ResponseFormat.optional(),
    tools: z.array(Tool).min(1).max(128).optional(),
    tool_choice: ToolChoice.optional(),
    timeout_ms: z.int().min(1000).max(300_000).optional(),
  })
  .refine(({ tools = [] }) => new Set(tools.map(nameOf)).size === tools.length, 'tools has a name twice')
  .refine(({ tools, tool_choice }) => tool_choice === undefined || tools !== undefined, 'tool_choice')
  .refine(
    ({ tools = [], tool_choice: choice }) =>
      typeof choice !== 'object' || tools.map(nameOf).includes(choice.function.name),
    'tool_choice names none of the tools',
  );

export type PluginBody = z.infer<typeof PluginBody>;

/** System messages first, then something else, and no result of a tool before its call. */
function isConversation(messages: readonly Message[]): boolean {
  const begin = messages.findIndex(({ role }) => role !== 'system');
  if (begin === -1) return false;
  const called = new Set<string>();
  return messages.slice(begin).every((message) => {
    if (message.role === 'system') return false;
    if (message.role === 'tool') return called.has(message.tool_call_id);
    if (message.role === 'assistant') for (const { id } of message.tool_calls ?? []) called.add(id);
    return true;
  });
}

/** Whether the arguments of a tool call are such as the plugin and OpenClaw want them. */
export function isJsonObject(json: string): boolean {
  try {
    return JsonSchema.safeParse(JSON.parse(json)).success;
  } catch {
    return false;
  }
}

function nameOf({ function: { name } }: z.infer<typeof Tool>): string {
  return name;
}
