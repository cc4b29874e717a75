import type { JsonObject } from '../common/json.js';
import { type CompleteRequest, ENGINE_NAMES, type Sampling } from './complete-request.js';
import {
  BODY,
  type Parse,
  booleanAt,
  listOf,
  numberOf,
  objectAt,
  oneOf,
  optional,
  required,
  stringOf,
} from './fields.js';
import { conversationAt } from './parse-messages.js';
import { checkTools, schemaAt, toolAt, toolChoiceAt } from './parse-tools.js';

const MAX_NAME = 200;
const MAX_TOOLS = 128;
const MIN_TIMEOUT_MS = 1000;

export const REQUEST_KEYS = [
  'engine',
  'agent',
  'model',
  'messages',
  'stream',
  'max_tokens',
  'temperature',
  'top_p',
  'stop',
  'seed',
  'response_format',
  'tools',
  'tool_choice',
  'timeout_ms',
] as const;

/**
 * The request in a body. Nothing is ignored: a key that is not known is refused.
 * @param maxTimeoutMs the largest `timeout_ms`, in milliseconds.
 * @throws PluginError `invalid_request_error` with the name of the field that is wrong.
 */
export function parseRequest(body: unknown, maxTimeoutMs: number): CompleteRequest {
  const fields = objectAt(body, BODY, REQUEST_KEYS);
  const { system, turns } = required(fields, 'messages', BODY, conversationAt);
  const tools = optional(fields, 'tools', BODY, listOf(toolAt, 1, MAX_TOOLS)) ?? [];
  const toolChoice = optional(fields, 'tool_choice', BODY, toolChoiceAt);
  checkTools(tools, toolChoice);
  const timeout = numberOf({ min: MIN_TIMEOUT_MS, max: maxTimeoutMs, integer: true });
  return {
    engine: optional(fields, 'engine', BODY, oneOf(ENGINE_NAMES)) ?? 'lean',
    agent: required(fields, 'agent', BODY, stringOf(MAX_NAME)),
    model: optional(fields, 'model', BODY, stringOf(MAX_NAME)),
    system,
    turns,
    stream: optional(fields, 'stream', BODY, booleanAt) ?? false,
    sampling: samplingOf(fields),
    tools,
    toolChoice,
    timeoutMs: optional(fields, 'timeout_ms', BODY, timeout),
  };
}

function samplingOf(fields: JsonObject): Sampling {
  const integer = { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, integer: true };
  return {
    maxTokens: optional(fields, 'max_tokens', BODY, numberOf({ min: 1, max: 1_000_000, integer: true })),
    temperature: optional(fields, 'temperature', BODY, numberOf({ min: 0, max: 2 })),
    topP: optional(fields, 'top_p', BODY, numberOf({ min: 0, max: 1 })),
    stop: optional(fields, 'stop', BODY, stopAt),
    seed: optional(fields, 'seed', BODY, numberOf(integer)),
    responseFormat: optional(fields, 'response_format', BODY, responseFormatAt),
  };
}

const stopAt: Parse<string[]> = (value, at) =>
  typeof value === 'string' ? [stringOf(MAX_NAME)(value, at)] : listOf(stringOf(MAX_NAME), 1, 16)(value, at);

/** @returns undefined for `text`, which is what every model does anyway. */
const responseFormatAt: Parse<JsonObject | undefined> = (value, at) => {
  const type = required(schemaAt(value, at), 'type', at, oneOf(['text', 'json_object', 'json_schema']));
  const format = objectAt(value, at, type === 'json_schema' ? ['type', 'json_schema'] : ['type']);
  if (type !== 'json_schema') return type === 'text' ? undefined : format;
  const place = `${at}.json_schema`;
  const known = ['name', 'description', 'schema', 'strict'];
  const described = objectAt(required(format, 'json_schema', at, schemaAt), place, known);
  required(described, 'name', place, stringOf(64));
  optional(described, 'description', place, stringOf(20_000));
  optional(described, 'schema', place, schemaAt);
  optional(described, 'strict', place, booleanAt);
  return format;
};
