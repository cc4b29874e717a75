import type { ServerResponse } from 'node:http';
import type { FakeToolCall } from './behaviour.js';
import { type WireUsage, sendJson } from './chat-writer.js';
import type { PluginRefusal } from './plugin-refusals.js';

export interface PluginAnswer {
  readonly id: string;
  readonly model: string;
}

/** Says things the way one response of the plugin does. */
export interface PluginWriter {
  /** The provider has begun to answer. */
  begin(): void;
  /** The agent has set a tool of its own going. */
  act(): void;
  piece(text: string): void;
  refuse(refusal: PluginRefusal): void;
  finish(reason: string, usage: WireUsage, calls: readonly FakeToolCall[]): void;
}

const created = (): number => Math.floor(Date.now() / 1000);

export function pluginStreamWriter(response: ServerResponse, { id, model }: PluginAnswer): PluginWriter {
  const head = { id, object: 'chat.completion.chunk', created: created(), model };
  const frame = (body: object): void => void response.write(`data: ${JSON.stringify(body)}\n\n`);
  const choice = (delta: object, finish_reason: string | null = null): void =>
    frame({ ...head, choices: [{ index: 0, delta, finish_reason }] });
  const begin = (): void => {
    if (response.headersSent) return;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    choice({ role: 'assistant', content: '' });
  };
  return {
    begin,
    act: () => {
      begin();
      const choices = [{ index: 0, delta: {}, finish_reason: null }];
      frame({ ...head, choices, miniask: { tool: 'started' } });
    },
    piece: (content) => {
      begin();
      choice({ content });
    },
    refuse: (refusal) => {
      if (!response.headersSent) return sendPluginRefusal(response, refusal);
      frame(errorBody(refusal));
      // Without [DONE], which says that an answer is whole.
      response.end();
    },
    finish: (reason, usage, calls) => {
      begin();
      for (const [index, call] of calls.entries()) choice({ tool_calls: [{ index, ...wireCall(call) }] });
      choice({}, reason);
      frame({ ...head, choices: [], usage: wireUsage(usage) });
      response.end('data: [DONE]\n\n');
    },
  };
}

export function pluginPlainWriter(response: ServerResponse, { id, model }: PluginAnswer): PluginWriter {
  let content = '';
  return {
    begin: () => undefined,
    act: () => undefined,
    piece: (text) => {
      content += text;
    },
    refuse: (refusal) => sendPluginRefusal(response, refusal),
    finish: (reason, usage, calls) => {
      const message = {
        role: 'assistant',
        content: content === '' && calls.length > 0 ? null : content,
        ...(calls.length > 0 && { tool_calls: calls.map(wireCall) }),
      };
      const choices = [{ index: 0, message, finish_reason: reason }];
      const head = { id, object: 'chat.completion', created: created(), model };
      sendJson(response, 200, { ...head, choices, usage: wireUsage(usage) });
    },
  };
}

export function sendPluginRefusal(response: ServerResponse, refusal: PluginRefusal): void {
  const { status, retryAfterS } = refusal;
  const headers = retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) };
  sendJson(response, status, errorBody(refusal), headers);
}

function errorBody({ message, type, providerStatus, retryAfterS }: PluginRefusal): object {
  return {
    error: {
      message,
      type,
      ...(providerStatus !== undefined && { provider_status: providerStatus }),
      ...(retryAfterS !== undefined && { retry_after: retryAfterS }),
    },
  };
}

function wireCall({ id, name, arguments: text }: FakeToolCall): object {
  return { id, type: 'function', function: { name, arguments: text } };
}

function wireUsage({ promptTokens, completionTokens }: WireUsage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
