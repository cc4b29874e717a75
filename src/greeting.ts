import type { SessionTokens } from './auth/session-tokens.js';
import type { LoadedConfiguration } from './config/load-configuration.js';

/** Who the printed token is for. */
const EXAMPLE_USER = 'u_123';
const EXAMPLE_TEXT =
  'MiniAsk answers Mini Programs. The client sends an intent, never a prompt. Prompts and models live on the server. ' +
  'They change in seconds, while the Mini Program waits for review. Every answer leaves a trace that tells why it came to be.';

/**
 * What a developer wants to see first, in dev only: a request that works when pasted. It holds a token
 * only when the secret was made for this run, since what is printed may be kept.
 */
export function greet(
  url: string,
  { settings }: LoadedConfiguration,
  tokens: SessionTokens,
  hasConsole: boolean,
): void {
  const { verification } = settings.jwt;
  if (settings.environment !== 'dev' || verification.kind !== 'secret') return;
  const token = verification.ephemeral
    ? tokens.issue({ userId: EXAMPLE_USER }).token
    : `$(npm run --silent token -- --user ${EXAMPLE_USER})`;
  process.stdout.write(`
MiniAsk is ready (agent: ${settings.agent}). Ask it something:

${curlLine(url, token)}

Swagger UI: ${url}/docs
${consoleLine(url, hasConsole)}
`);
}

/** The console wants an operator's token, which nobody should find in what is printed. */
function consoleLine(url: string, hasConsole: boolean): string {
  return hasConsole ? `Console:    ${url}/console (token: npm run token -- --user ops --operator)\n` : '';
}

function curlLine(url: string, token: string): string {
  const body = JSON.stringify({
    intent: 'summarize',
    userId: EXAMPLE_USER,
    traceId: String(Date.now()),
    input: { text: EXAMPLE_TEXT, maxBullets: 3 },
  });
  return `curl -s ${url}/v1/mini/ask \\
  -H 'content-type: application/json' \\
  -H "authorization: Bearer ${token}" \\
  -d '${body}'`;
}
