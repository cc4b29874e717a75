/** A request that is right and says everything, for tests to spoil. */
export const WHOLE_REQUEST = {
  agent: 'fast',
  engine: 'lean',
  model: 'fast',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'r' },
  ],
  stream: false,
  max_tokens: 5,
  temperature: 0,
  top_p: 1,
  stop: ['END'],
  seed: 3,
  response_format: { type: 'json_schema', json_schema: { name: 'x', schema: {}, strict: true } },
  tools: [{ type: 'function', function: { name: 'look', description: 'd', parameters: {} } }],
  tool_choice: { type: 'function', function: { name: 'look' } },
  timeout_ms: 1000,
} as const;

const [SYSTEM, USER, CALLS, RESULT] = WHOLE_REQUEST.messages;
const [CALL] = CALLS.tool_calls;
const [TOOL] = WHOLE_REQUEST.tools;

const calling = (called: object) => ({
  messages: [USER, { ...CALLS, tool_calls: [{ ...CALL, ...called }] }],
});
const named = (name: unknown) => calling({ function: { ...CALL.function, name } });
const withArguments = (args: unknown) => calling({ function: { ...CALL.function, arguments: args } });
const offering = (tool: object) => ({ tool_choice: undefined, tools: [{ ...TOOL, ...tool }] });
const agent = { engine: 'agent', tool_choice: undefined };
const forPublic = {
  engine: 'public',
  messages: [USER],
  top_p: undefined,
  seed: undefined,
  stop: undefined,
  tools: undefined,
  tool_choice: undefined,
};

/** What makes a whole request wrong, in the place of its fields. */
export const HOSTILE_FIELDS: readonly object[] = [
  ...['{"q": "a', '[1,2]', 'null', '"text"', '7', '', 'x', '{}x', null, {}].map(withArguments),
  ...['', 'x'.repeat(65), 7, null, undefined].map(named),
  ...['', 'x'.repeat(201), 7, undefined].map((id) => calling({ id })),
  calling({ type: 'other' }),
  calling({ index: 0 }),
  { messages: [] },
  { messages: [SYSTEM] },
  { messages: [USER, SYSTEM] },
  { messages: [USER, RESULT] },
  { messages: [USER, CALLS, { ...RESULT, tool_call_id: 'c2' }] },
  { messages: [USER, CALLS, { ...RESULT, tool_call_id: undefined }] },
  { messages: [USER, { ...CALLS, tool_calls: [] }] },
  { messages: [USER, { ...CALLS, tool_calls: undefined }] },
  { messages: [USER, { ...CALLS, content: 7 }] },
  { messages: [{ ...USER, name: 'x' }] },
  { messages: [{ ...USER, content: [] }] },
  { messages: [{ ...USER, content: null }] },
  { messages: [{ ...USER, content: [{ type: 'image_url', image_url: 'x' }] }] },
  { messages: [{ ...USER, role: 'developer' }] },
  { messages: Array.from({ length: 2001 }, () => USER) },
  { agent: 'x'.repeat(201) },
  { agent: '' },
  { model: '' },
  { model: null },
  { engine: 'fast' },
  { stream: 'true' },
  { max_tokens: 0 },
  { max_tokens: 1_000_001 },
  { max_tokens: 1.5 },
  { temperature: 2.1 },
  { top_p: -1 },
  { stop: [] },
  { stop: '' },
  { stop: Array.from({ length: 17 }, () => 'x') },
  { seed: 2 ** 53 },
  { response_format: { type: 'xml' } },
  { response_format: { type: 'json_schema' } },
  { response_format: { type: 'json_object', json_schema: {} } },
  { response_format: { type: 'json_schema', json_schema: { name: '' } } },
  ...['a b', 'x'.repeat(65), '', 'ä'].map((name) => offering({ function: { name } })),
  offering({ function: { name: 'x', description: '' } }),
  offering({ function: { name: 'x', parameters: [] } }),
  offering({ function: { name: 'x', strict: true } }),
  { tools: [] },
  { tools: [TOOL, TOOL] },
  { tools: undefined },
  { tools: undefined, tool_choice: 'auto' },
  { tool_choice: 'any' },
  { tool_choice: { type: 'function', function: { name: 'other' } } },
  { tool_choice: { type: 'function' } },
  { timeout_ms: 999 },
  { timeout_ms: 300_001 },
  { unknown: 1 },
  { ...agent, tool_choice: 'required' },
  { ...agent, messages: [USER] },
  { ...agent, messages: [{ ...SYSTEM, content: ' ' }, USER] },
  { ...agent, messages: [SYSTEM, USER, CALLS] },
  { ...forPublic, tools: [TOOL] },
  { ...forPublic, messages: [USER, CALLS, RESULT] },
  { ...forPublic, top_p: 1 },
  { ...forPublic, seed: 1 },
  { ...forPublic, stop: 'x' },
];

/** What leaves a whole request right, although it goes as far as one may. */
export const HARMLESS_FIELDS: readonly object[] = [
  {},
  withArguments(' {} '),
  named('x'.repeat(64)),
  named('look up.ä'),
  calling({ id: 'x'.repeat(200) }),
  { messages: [USER, { ...CALLS, content: undefined }] },
  { messages: [USER, { role: 'assistant', content: '' }] },
  { stop: 'x'.repeat(200) },
  { max_tokens: 1_000_000 },
  { response_format: { type: 'text' } },
  { tool_choice: undefined },
  offering({ function: { name: 'x'.repeat(64) } }),
  { timeout_ms: 300_000 },
  { ...agent, tool_choice: 'none' },
  agent,
  forPublic,
];
