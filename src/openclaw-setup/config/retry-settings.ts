import { join } from 'node:path';
import { Json5Document } from './json5-document.js';
import { addMissing } from './merge.js';
import { type SetUp, ending } from './setup-config.js';
import { at } from './tree.js';

/**
 * The private file in which an agent of OpenClaw 2026.9.6 keeps how often a failing provider is tried
 * again: in silence, for 70 to 120 seconds (seen). No key of `openclaw.json` does that (its docs, concepts/retry.md).
 */
export function retrySettingsPath(stateDir: string, agentId: string): string {
  return join(stateDir, 'agents', agentId.toLowerCase(), 'agent', 'settings.json');
}

/** The text of that file with retries off. @throws NotJson5 */
export function setUpRetries(text: string | undefined): SetUp {
  const document = Json5Document.parse(text ?? '{}');
  addMissing(document, { retry: { provider: { maxRetries: 0 } } });
  const retries = at(document.data, 'retry', 'provider', 'maxRetries');
  const warnings =
    retries === 0
      ? []
      : [
          `retry.provider.maxRetries: is ${JSON.stringify(retries)}, so a failing provider is asked again in silence: set it to 0`,
        ];
  return { text: ending(document.text), warnings };
}
