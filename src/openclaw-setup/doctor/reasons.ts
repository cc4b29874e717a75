/** What to do about the reasons of docs/openclaw.md, which says more. */
const ADVICE: Readonly<Record<string, string>> = {
  misconfigured:
    'The gateway refuses agent or model: compare models.yaml with agents.entries, models.providers and agents.defaults.models of its openclaw.json, and see that the chatCompletions endpoint is on',
  gateway_failed:
    'Its log has the cause. An agent whose tools.allow names no tool that OpenClaw knows, or whose provider is unknown, fails like this',
  gateway_token_refused: 'Set OPENCLAW_TOKEN to its gateway.auth.token',
  gateway_unreachable: 'Start the gateway',
  provider_auth:
    'The model provider refuses the key: look at PROVIDER_API_KEY of the gateway, then restart it',
  provider_quota: 'The model provider wants to be paid',
  provider_blocked: 'The provider refused the key a moment ago: mend that, then restart the gateway',
  provider_rate_limited: 'The model provider limits the rate: try again, or use another model',
  provider_refused: 'The model provider refuses the request: look at the model id (MODEL_FAST, MODEL_STRONG)',
  provider_failed: 'The model provider has a fault of its own, or MODEL_BASE_URL is wrong',
  provider_unreachable: 'The gateway cannot reach the model provider: look at MODEL_BASE_URL',
  provider_timeout: 'The model provider does not answer: look at MODEL_BASE_URL',
  model_unavailable: 'OpenClaw cannot use the model: its provider or key is missing in models.providers',
  too_slow:
    'A provider that fails is tried again in silence for up to two minutes: turn that off with npm run openclaw:config -- --state <dir> --write, then see its log',
  empty_answer: 'Some models need more room to think: see that asks of this model are answered',
};

export function adviceFor(reason: string): string {
  return ADVICE[reason] ?? `docs/openclaw.md explains ${reason}`;
}
