import { randomBytes, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Behaviour, Spoken } from './behaviour.js';
import { countedUsage, play, say } from './play.js';
import { tellsCalls } from './plugin-engine.js';
import { INVALID_TOOL_CALL, pluginRefusalOf } from './plugin-refusals.js';
import { type PluginWriter, pluginPlainWriter, pluginStreamWriter } from './plugin-writer.js';
import type { RecordedRequest } from './recorded-request.js';

type Reply = (request: RecordedRequest) => string;

/** Plays a behaviour as the plugin would. @param reply the text of an answer that names none. */
export async function playPlugin(
  behaviour: Behaviour,
  request: RecordedRequest,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  const id = `mac_${randomUUID()}`;
  response.setHeader('x-request-id', id);
  const trace = /^00-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/.exec(String(request.headers['traceparent']));
  if (trace !== null) {
    response.setHeader('traceparent', `00-${trace[1]}-${randomBytes(8).toString('hex')}-${trace[2]}`);
  }
  // Nothing of these depends on whose route it is.
  if (behaviour.kind === 'no-headers' || behaviour.kind === 'hang-up' || behaviour.kind === 'raw') {
    return play(behaviour, request, response, reply);
  }
  const answer = { id, model: `main/${request.model ?? request.agent}` };
  const streams = request.plugin?.stream === true;
  const writer = streams ? pluginStreamWriter(response, answer) : pluginPlainWriter(response, answer);
  if (behaviour.kind !== 'acts') return speak(behaviour, request, response, writer, reply);
  writer.act();
  await speak(behaviour.next, request, response, writer, reply);
}

async function speak(
  behaviour: Spoken,
  request: RecordedRequest,
  response: ServerResponse,
  writer: PluginWriter,
  reply: Reply,
): Promise<void> {
  if (behaviour.kind === 'answer') {
    writer.begin();
    const text = await say(writer, behaviour.text ?? reply(request), response);
    const { finishReason, usage = countedUsage(request, text) } = behaviour;
    return writer.finish(finishReason === 'length' ? 'length' : 'stop', usage, []);
  }
  if (behaviour.kind === 'tool-calls') {
    const { calls, usage = countedUsage(request, '') } = behaviour;
    const engine = request.plugin?.engine ?? 'lean';
    if (!tellsCalls(engine, calls)) {
      // OpenClaw's agent has asked again before it gives up; the engine lean has begun with the model.
      if (engine === 'lean') writer.begin();
      return writer.refuse(INVALID_TOOL_CALL);
    }
    return writer.finish('tool_calls', usage, calls);
  }
  if (behaviour.kind === 'provider-empty') return writer.finish('stop', countedUsage(request, ''), []);
  await fail(behaviour, response, writer);
}

async function fail(
  behaviour: Exclude<Spoken, { readonly kind: 'answer' | 'tool-calls' | 'provider-empty' }>,
  response: ServerResponse,
  writer: PluginWriter,
): Promise<void> {
  if (behaviour.kind === 'provider-blocked') return writer.refuse(pluginRefusalOf(behaviour));
  if (behaviour.kind === 'silence' || behaviour.kind === 'cut') writer.begin();
  await say(writer, behaviour.after ?? [], response);
  if (behaviour.kind === 'silence') return;
  if (behaviour.kind === 'cut') cut(response, behaviour.how);
  else writer.refuse(pluginRefusalOf(behaviour));
}

function cut(response: ServerResponse, how: 'end' | 'reset'): void {
  // Behind what was written before, which a reset at once would overtake.
  if (how === 'end') response.end();
  else response.write('', () => response.socket?.resetAndDestroy());
}
