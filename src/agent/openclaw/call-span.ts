import type { Span } from '../../telemetry/span.js';
import { type Tracing, noteThrown } from '../../telemetry/tracing.js';
import type { AgentEvent, AgentRequest } from '../agent-client.js';

type Events = AsyncGenerator<AgentEvent, void, undefined>;

/**
 * The events of one call of a gateway, which is a step of its own: a model's call, as
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/ describes them, without anything that was said.
 * @param run is given the headers by which the gateway learns whose step it works on
 */
export function inCallSpan(
  tracing: Tracing,
  request: AgentRequest,
  run: (headers: Readonly<Record<string, string>>) => Events,
): Events {
  return tracing.isOn ? traced(tracing, request, run) : run({});
}

async function* traced(
  tracing: Tracing,
  request: AgentRequest,
  run: (headers: Readonly<Record<string, string>>) => Events,
): Events {
  const span = begin(tracing, request);
  let begun = false;
  try {
    for await (const event of run(tracing.headersOf(span))) {
      if (!begun && event.type !== 'run') span.event('miniask.first_content');
      begun ||= event.type !== 'run';
      note(span, event);
      yield event;
    }
  } catch (error) {
    noteThrown(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** What is named is the alias where the model is the agent's own choice. */
function begin(tracing: Tracing, { model, maxTokens, temperature, topP }: AgentRequest): Span {
  const name = model.model ?? model.alias;
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openclaw',
    'gen_ai.request.model': name,
    'gen_ai.request.stream': true,
    'gen_ai.request.max_tokens': maxTokens,
    'gen_ai.request.temperature': temperature,
    'gen_ai.request.top_p': topP,
    'miniask.model': model.alias,
  };
  return tracing.begin(`chat ${name}`, attributes, 'client');
}

function note(span: Span, event: AgentEvent): void {
  if (event.type === 'run') {
    span.set({
      'gen_ai.conversation.id': event.sessionKey,
      'gen_ai.response.id': event.responseId,
      'miniask.agent.way': event.way,
      'miniask.agent.gateway': event.gateway,
    });
  } else if (event.type === 'end') {
    span.set({
      'gen_ai.response.finish_reasons': [event.finishReason],
      'gen_ai.usage.input_tokens': event.usage?.promptTokens,
      'gen_ai.usage.output_tokens': event.usage?.completionTokens,
    });
  }
}
