import { agentIdFor } from '../agent/openclaw/ways/agent-id.js';
import type { ModelTarget, Profile } from '../config/snapshot.js';
import type { Told } from './promptfoo-assertion.js';
import { asTemplate } from './template-text.js';

/** Whom a file asks: the model of the profile through its gateway, or a whole MiniAsk server. */
export const TARGETS = ['model', 'server'] as const;
export type TargetName = (typeof TARGETS)[number];

/** What asks, and how. */
export interface Target {
  /** promptfoo's `prompts` and `providers`. */
  readonly prompts: readonly object[];
  readonly providers: readonly object[];
  readonly told: Told;
  /** What a person must set before running the file. */
  readonly variables: readonly string[];
}

/** The profile's prompt can be changed in the file and tried out: it stands there as it is composed with the rest. */
export function modelTarget(profile: Profile, model: ModelTarget): Target {
  const messages = [
    { role: 'system', content: `${asTemplate(profile.systemPrompt.trim())}\n\n{{ ask.rules | join }}` },
    { role: 'user', content: '{{ ask.data | join }}' },
  ];
  const { price } = model;
  return {
    prompts: [{ label: profile.name, raw: JSON.stringify(messages, null, 2) }],
    providers: [
      {
        id: `openai:chat:openclaw/${agentIdFor(model.agent, profile.tools)}`,
        label: model.alias,
        config: {
          apiBaseUrl: '{{ env.OPENCLAW_URL }}/v1',
          apiKeyEnvar: 'OPENCLAW_TOKEN',
          ...(model.model !== undefined && { headers: { 'x-openclaw-model': model.model } }),
          max_tokens: profile.maxTokens,
          ...(profile.temperature !== undefined && { temperature: profile.temperature }),
          ...(profile.topP !== undefined && { top_p: profile.topP }),
        },
      },
    ],
    told: price === undefined ? {} : { price },
    variables: ['OPENCLAW_URL', 'OPENCLAW_TOKEN'],
  };
}

/** The server does all that it does for a client: its limits, corrections and fallbacks are part of the answer. */
export function serverTarget(profile: Profile): Target {
  const { name } = profile;
  return {
    prompts: [
      {
        label: name,
        raw: `{ "profile": ${JSON.stringify(name)},\n  "intent": {{ ask.intent }},\n  "input": {{ ask.input }},\n  "context": {{ ask.context }} }`,
      },
    ],
    providers: [
      {
        id: 'http',
        label: 'miniask',
        config: {
          url: '{{ env.MINIASK_URL }}/v1/mini/ask',
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: 'Bearer {{ env.MINIASK_TOKEN }}',
          },
          body: '{{ prompt }}',
          validateStatus: 'status === 200',
          transformResponse: '({ output: json.answer, metadata: { output: json.output } })',
        },
      },
    ],
    told: { output: 'JSON.stringify(context.metadata.output)' },
    variables: ['MINIASK_URL', 'MINIASK_TOKEN'],
  };
}
