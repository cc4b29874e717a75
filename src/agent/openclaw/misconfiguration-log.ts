import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';

/** What somebody has to mend, by the reason of the error; other reasons mend themselves. */
const ADVICE: Readonly<Record<string, string>> = {
  gateway_token_refused: 'OpenClaw refuses our token: OPENCLAW_TOKEN must be its gateway.auth.token',
  gateway_locked: 'OpenClaw has locked us out after too many wrong tokens: correct OPENCLAW_TOKEN and wait',
  provider_auth: 'The model provider refuses the key that OpenClaw has: replace it in the gateway',
  provider_quota: "The model provider's quota is used up: top it up, OpenClaw tries again after ten minutes",
  model_unavailable:
    'OpenClaw cannot prepare the model: its provider or its credentials are missing in the gateway',
  prompt_not_replaced:
    "OpenClaw kept its own prompt: allow the plugin's hook, plugins.entries.miniask.hooks.allowPromptInjection",
  provider_refused: 'The model provider refuses our request: its model id or our limits do not fit',
  misconfigured:
    'OpenClaw refuses our request: compare agent and model in models.yaml with agents.entries of its openclaw.json, and see that its chatCompletions endpoint is on',
};

const EVERY_MS = 60_000;

/**
 * Says at error level what an operator has to mend; once a minute for each agent, because every
 * ask would say it again.
 */
export class MisconfigurationLog {
  private readonly logger = new Logger('OpenClaw');
  private readonly last = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  note(reason: string | undefined, agent: string, model: string | undefined): void {
    const advice = reason === undefined ? undefined : ADVICE[reason];
    if (reason === undefined || advice === undefined) return;
    const now = this.clock.monotonic();
    const key = `${reason} ${agent}`;
    const last = this.last.get(key);
    if (last !== undefined && now - last < EVERY_MS) return;
    this.last.set(key, now);
    this.logger.error({ reason, agent, ...(model !== undefined && { model }) }, advice);
  }
}
