import type { LoadedConfiguration } from './config/load-configuration.js';
import type { SessionTokens } from './auth/session-tokens.js';

/** Who the printed token is for. */
const EXAMPLE_USER = 'u_123';
const EXAMPLE_TEXT =
  'MiniAsk answers Mini Programs. The client sends an intent, never a prompt. Prompts and models live on the server. ' +
  'They change in seconds, while the Mini Program waits for review. Every answer leaves a trace that tells why it came to be.';

/**
 * What a developer wants to see first: a request that works when pasted. Only in dev, because it holds
 * a token; printed rather than logged, because logs are kept.
 */
export function greet(url: string, { settings }: LoadedConfiguration, tokens: SessionTokens): void {
  if (settings.environment !== 'dev' || settings.jwt.verification.kind !== 'secret') return;
  const { token } = tokens.issue({ userId: EXAMPLE_USER });
  const body = JSON.stringify({
    intent: 'summarize',
    userId: EXAMPLE_USER,
    traceId: String(Date.now()),
    input: { text: EXAMPLE_TEXT, maxBullets: 3 },
  });
  process.stdout.write(`
MiniAsk is ready (agent: ${settings.agent}). Ask it something:

curl -s ${url}/v1/mini/ask \\
  -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${token}' \\
  -d '${body}'

Swagger UI: ${url}/docs

`);
}
