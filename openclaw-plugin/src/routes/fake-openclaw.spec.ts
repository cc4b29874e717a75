import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeOpenClaw } from '../../../test/support/fake-openclaw/index.js';
import { MAX_BODY_BYTES } from '../request/read-body.js';
import { HARMLESS_FIELDS, HOSTILE_FIELDS, WHOLE_REQUEST } from '../testing/hostile-requests.js';
import { PluginServer } from '../testing/plugin-server.js';

let plugin: PluginServer;
let fake: FakeOpenClaw;

beforeAll(async () => {
  const agent = {
    runEmbeddedAgent: async () => ({}),
    resolveAgentDir: () => '/agent',
    resolveAgentWorkspaceDir: () => '/workspace',
  };
  plugin = await PluginServer.start({ agent, llm: { complete: async () => ({ text: 'Hello' }) } });
  fake = await FakeOpenClaw.start({
    plugin: { engines: ['lean', 'public', 'agent'] },
    models: ['fast', 'strong', 'main/small', 'main/big', 'other/org/plain'],
    record: false,
  });
});
afterAll(async () => {
  await plugin.stop();
  await fake.stop();
});

/** How each of the two refuses a body, or that it does not. */
async function verdicts(body: string | Buffer) {
  const authorization = `Bearer ${fake.token}`;
  const [real, faked] = await Promise.all([
    plugin.post(body),
    fetch(`${fake.url}/miniask/v1/complete`, { method: 'POST', body, headers: { authorization } }),
  ]);
  return { plugin: await verdictOf(real), fake: await verdictOf(faked) };
}

async function verdictOf(response: Response): Promise<string> {
  const text = await response.text();
  // What comes of a request that is right is another matter: here no engine gets far.
  if (response.status < 400 || response.status >= 500) return 'accepted';
  return `${response.status} ${JSON.parse(text).error.type}`;
}

const REFUSED = '400 invalid_request_error';

describe('the fake of our tests and the plugin', () => {
  it.each(HOSTILE_FIELDS)('refuse alike: %o', async (fields) => {
    const told = await verdicts(JSON.stringify({ ...WHOLE_REQUEST, ...fields }));
    expect(told).toEqual({ plugin: REFUSED, fake: REFUSED });
  });

  it.each(HARMLESS_FIELDS)('accept alike: %o', async (fields) => {
    const told = await verdicts(JSON.stringify({ ...WHOLE_REQUEST, ...fields }));
    expect(told).toEqual({ plugin: 'accepted', fake: 'accepted' });
  });

  it.each([
    ['no JSON', '{"agent":', REFUSED],
    ['nothing', '', REFUSED],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), REFUSED],
    ['no object', '[]', REFUSED],
    ['too large', `"${'x'.repeat(MAX_BODY_BYTES)}"`, '413 invalid_request_error'],
    ['for nobody', JSON.stringify({ ...WHOLE_REQUEST, agent: 'nobody' }), '400 unknown_agent'],
    ['for no model', JSON.stringify({ ...WHOLE_REQUEST, model: 'none' }), '404 model_not_found'],
  ])('judge alike what is %s', async (_, body, verdict) => {
    expect(await verdicts(body)).toEqual({ plugin: verdict, fake: verdict });
  });

  it('judge alike whatever becomes of a field', async () => {
    const paths = [...pathsIn(WHOLE_REQUEST)];
    const value = fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 2 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), value, async (path, spoilt) => {
        const told = await verdicts(JSON.stringify(replaced(WHOLE_REQUEST, path, spoilt)));
        expect(told.fake).toBe(told.plugin);
      }),
      { numRuns: 300 },
    );
  });
});

type Path = readonly string[];

/** The places of all values within a value. */
function* pathsIn(value: unknown, above: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const path = [...above, key];
    yield path;
    yield* pathsIn(inner, path);
  }
}

/** A copy with another value at a place. */
function replaced(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [
    name,
    name === key ? replaced(inner, rest, other) : inner,
  ]);
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}
