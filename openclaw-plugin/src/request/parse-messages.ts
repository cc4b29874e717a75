import { isObject } from '../common/json.js';
import { invalid } from '../errors/plugin-error.js';
import type { ChatMessage, ToolCall, Turn } from './complete-request.js';
import { type Parse, listOf, objectAt, oneOf, optional, required, stringOf } from './fields.js';

const MAX_MESSAGES = 2000;
const MAX_PARTS = 1000;
const MAX_CALLS = 128;
const ROLES = ['system', 'user', 'assistant', 'tool'] as const;

const textAt: Parse<string> = (value, at) => {
  if (typeof value !== 'string') throw invalid(at, 'must be a string');
  return value;
};

const textPartAt: Parse<string> = (value, at) => {
  const part = objectAt(value, at, ['type', 'text']);
  required(part, 'type', at, oneOf(['text']));
  return required(part, 'text', at, textAt);
};

/** A string, or text parts, which are put together as they are. */
const contentAt: Parse<string> = (value, at) => {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) throw invalid(at, 'must be a string or an array of text parts');
  return listOf(textPartAt, 1, MAX_PARTS)(value, at).join('');
};

const argumentsAt: Parse<string> = (value, at) => {
  const text = textAt(value, at);
  try {
    if (isObject(JSON.parse(text))) return text;
  } catch {
    // Not JSON at all: told below.
  }
  throw invalid(at, 'must be a JSON object as text');
};

const toolCallAt: Parse<ToolCall> = (value, at) => {
  const call = objectAt(value, at, ['id', 'type', 'function']);
  required(call, 'type', at, oneOf(['function']));
  const id = required(call, 'id', at, stringOf(200));
  const place = `${at}.function`;
  const called = objectAt(
    required(call, 'function', at, (found) => found),
    place,
    ['name', 'arguments'],
  );
  return {
    id,
    name: required(called, 'name', place, stringOf(64)),
    arguments: required(called, 'arguments', place, argumentsAt),
  };
};

const messageAt: Parse<ChatMessage> = (value, at) => {
  const role = required(isObject(value) ? value : objectAt(value, at, []), 'role', at, oneOf(ROLES));
  switch (role) {
    case 'system':
    case 'user':
      return { role, content: required(objectAt(value, at, ['role', 'content']), 'content', at, contentAt) };
    case 'assistant':
      return assistantAt(value, at);
    case 'tool': {
      const message = objectAt(value, at, ['role', 'content', 'tool_call_id']);
      const toolCallId = required(message, 'tool_call_id', at, stringOf(200));
      return { role, content: required(message, 'content', at, contentAt), toolCallId };
    }
  }
};

const assistantAt: Parse<ChatMessage> = (value, at) => {
  const message = objectAt(value, at, ['role', 'content', 'tool_calls']);
  const toolCalls = optional(message, 'tool_calls', at, listOf(toolCallAt, 1, MAX_CALLS)) ?? [];
  // OpenAI has null here when the model called tools and said nothing.
  const silent = toolCalls.length > 0 && (message['content'] === undefined || message['content'] === null);
  return { role: 'assistant', content: silent ? '' : required(message, 'content', at, contentAt), toolCalls };
};

export interface Conversation {
  readonly system: string;
  readonly turns: readonly Turn[];
}

/**
 * The messages of a request. System messages must come first, as every engine has one place for them,
 * before the turns; the result of a tool must follow its call.
 */
export const conversationAt: Parse<Conversation> = (value, at) => {
  const messages = listOf(messageAt, 1, MAX_MESSAGES)(value, at);
  const system: string[] = [];
  const turns: Turn[] = [];
  const called = new Set<string>();
  for (const [index, message] of messages.entries()) {
    const place = `${at}[${index}]`;
    if (message.role === 'system') {
      if (turns.length > 0) throw invalid(place, 'is a system message, which must come before the others');
      system.push(message.content);
      continue;
    }
    if (message.role === 'tool' && !called.has(message.toolCallId)) {
      throw invalid(`${place}.tool_call_id`, 'names no tool call before it');
    }
    if (message.role === 'assistant') for (const { id } of message.toolCalls) called.add(id);
    turns.push(message);
  }
  if (turns.length === 0) throw invalid(at, 'must have a message beside the system messages');
  return { system: system.join('\n\n'), turns };
};
