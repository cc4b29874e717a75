import { afterEach, expect, it, vi } from 'vitest';
import { FakeClock } from '../test/support/fake-clock.js';
import { SessionTokens } from './auth/session-tokens.js';
import { loadConfiguration } from './config/load-configuration.js';
import { greet } from './greeting.js';
import { catalogIntentNames } from './intents/catalog/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

function greeting(hasConsole: boolean): string {
  const configuration = loadConfiguration({}, catalogIntentNames());
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const tokens = new SessionTokens(configuration.settings.jwt, new FakeClock());
  greet('http://127.0.0.1:3000', configuration, tokens, hasConsole);
  return write.mock.calls.map(([text]) => text).join('');
}

it('leads a newcomer to the first request, to Swagger UI and to the console', () => {
  const text = greeting(true);
  expect(text).toContain('curl -s http://127.0.0.1:3000/v1/mini/ask');
  expect(text).toMatch(/^Swagger UI: http:\/\/127\.0\.0\.1:3000\/docs$/m);
  expect(text).toMatch(/^Console: {4}http:\/\/127\.0\.0\.1:3000\/console .*--operator\)$/m);
});

it('names no console where none was built', () => {
  expect(greeting(false)).not.toContain('/console');
});
