import { isObject } from '../common/json.js';
import { invalid } from '../errors/plugin-error.js';
import type { ToolChoice } from '../request/complete-request.js';
import type { Run } from './engine.js';
import type { PreparedModel } from './prepared-models.js';

/** The names of provider APIs whose payload has the field under that same name. */
const PAYLOAD_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'openai-completions': ['top_p', 'seed'],
  'openai-responses': ['top_p'],
  'anthropic-messages': ['top_p'],
};

/**
 * The options of `streamSimple` (`SimpleStreamOptions` of `@openclaw/ai`).
 * @throws PluginError `invalid_request_error` for a field that the model's API has no place for.
 */
export function leanOptions(run: Run, { api, apiKey }: PreparedModel): object {
  const { sampling, toolChoice } = run.request;
  const extra = payloadFields(run, api);
  return {
    signal: run.signal,
    timeoutMs: run.timeoutMs,
    cacheRetention: 'none',
    ...defined({
      apiKey,
      temperature: sampling.temperature,
      maxTokens: sampling.maxTokens,
      stop: sampling.stop,
      responseFormat: sampling.responseFormat,
      toolChoice: toolChoice === undefined ? undefined : wireToolChoice(toolChoice),
      headers: run.traceparent === undefined ? undefined : { traceparent: run.traceparent },
    }),
    ...(Object.keys(extra).length > 0 && {
      // OpenClaw's options have no name for these.
      onPayload: (payload: unknown) => (isObject(payload) ? { ...payload, ...extra } : undefined),
    }),
  };
}

function payloadFields({ request: { sampling } }: Run, api: string): Record<string, unknown> {
  const fields = defined({ top_p: sampling.topP, seed: sampling.seed });
  const foreign = Object.keys(fields).find((name) => PAYLOAD_FIELDS[api]?.includes(name) !== true);
  if (foreign !== undefined) throw invalid(foreign, `is not supported with models of the API ${api}`);
  return fields;
}

function wireToolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', function: choice };
}

function defined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
