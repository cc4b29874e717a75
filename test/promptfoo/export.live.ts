import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { evalsExport } from '../../src/cli/evals-export.js';
import { openDatabase } from '../../src/storage/database.js';
import { SqlTraceStore } from '../../src/storage/repositories/sql-trace-store.js';
import { configDir } from '../config/config-dir.js';
import { aTrace } from '../support/a-trace.js';
import { FakeClock } from '../support/fake-clock.js';
import { Promptfoo } from './promptfoo.js';

const PROFILES = `
profiles:
  summarize_v1: { model: fast, system_prompt: "Be brief. {{ env.SECRET }} {% raw %} {# no #}", temperature: 0.2 }
routing: { summarize: summarize_v1 }
`;
const MODELS = 'models: { fast: { agent: quick, price: { input: 1, output: 2 } } }';
const EVAL = `
intent: summarize
assertions:
  - { type: contains, value: 退款 }
  - { type: contains, value: [REFUND, 退款], ignore_case: true, name: both }
  - { type: not-contains, value: [a, b] }
  - { type: contains, value: '{{7*7}}', name: braces }
  - { type: not-contains, value: 'file://x', name: file }
  - { type: matches, value: '^• ' }
  - { type: matches, value: '\\p{Han}{2}', name: han }
  - { type: not-matches, value: '^SURE', ignore_case: true }
  - { type: matches, value: '(?s)a', name: only RE2 }
  - { type: json-schema, value: { type: object, required: [bullets], properties: { bullets: { type: array, maxItems: 2, items: { type: string, pattern: '^[^{]*(\\{\\{7\\*7\\}\\})?$' } } } } }
  - { type: max-bullets, value: 2 }
  - { type: max-chars, value: 25 }
  - { type: min-chars, value: 2 }
  - { type: max-latency-ms, value: 60000 }
  - { type: max-cost, value: 0.001 }
  - { type: language, value: zh }
  - { type: similar, value: 0.5 }
`;

/** Texts that promptfoo would evaluate, load, or take to pieces. */
const HOSTILE = [
  '{{ 7 * 7 }} {{ env.SECRET }} {{input}} {{ ask }} {% if 1 %}x{% endif %} {# gone #} {% endraw %}{{{{ }}',
  '{{env["SECRET"]}}{% raw %}{{ "{" }}{ env.SECRET }}',
  'file:///etc/hostname',
  'file://{{ env.SECRET }}',
  'package:yaml:parse',
  '[["a","b"],["c"]]',
  '{"$ref": "/etc/hostname"}',
  '- one: &x\n- *x\n"\\u007b\\n" \t \'quoted\' # no comment\n---\n',
  '退款 😀 end',
];

/** promptfoo says it before "Configuration is valid", which it says of every file that it can read. */
const INVALID = 'Invalid configuration file';

const ANSWER = '• 退款 {{7*7}}\n• Refund';

const Chat = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
});
const Ask = z.looseObject({ profile: z.string(), input: z.looseObject({ text: z.string() }) });

describe('an export', () => {
  const received: unknown[] = [];
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  let answered = ANSWER;
  let promptfoo: Promptfoo;
  let folder: string;
  let url: string;
  let env: Record<string, string>;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    received.push(await json(request));
    const usage = { prompt_tokens: 100, completion_tokens: 100, total_tokens: 200 };
    const message = { role: 'assistant', content: answered };
    const body = request.url?.endsWith('/v1/mini/ask')
      ? { answer: answered, output: { bullets: answered.split('\n').map((line) => line.slice(2)) } }
      : { id: 'r', object: 'chat.completion', choices: [{ index: 0, finish_reason: 'stop', message }], usage };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  }

  beforeAll(async () => {
    promptfoo = await Promptfoo.install();
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(async () => {
    server.close();
    await promptfoo.dispose();
  });
  beforeEach(async () => {
    received.length = 0;
    answered = ANSWER;
    folder = await mkdtemp(join(tmpdir(), 'miniask-'));
    const database = await openDatabase(`sqlite:${join(folder, 'miniask.db')}`);
    const store = new SqlTraceStore(database, new FakeClock());
    for (const [at, text] of HOSTILE.entries()) {
      const context = { page: text.slice(0, 40), ref: '/etc/hostname' };
      await store.save(aTrace({ traceId: `t-${at}`, startedAt: at, input: { text, maxBullets: 3 }, context }));
    }
    await database.close();
    return () => rm(folder, { recursive: true });
  });

  async function exported(args: readonly string[] = []): Promise<string> {
    const dir = configDir({ 'mini-program-profiles.yaml': PROFILES, 'models.yaml': MODELS, 'evals/brief.yaml': EVAL });
    const out = join(folder, 'promptfoo.yaml');
    env = { DATABASE_URL: `sqlite:${join(folder, 'miniask.db')}`, CONFIG_DIR: dir, APP_ENV: 'dev' };
    const said: string[] = [];
    const code = await evalsExport(['--intent', 'summarize', '--out', out, ...args], env, (line) => said.push(line));
    if (code !== 0) throw new Error(said.join('\n'));
    return out;
  }

  const surroundings = () => ({
    SECRET: 'leaked',
    OPENCLAW_URL: url,
    OPENCLAW_TOKEN: 'token',
    MINIASK_URL: url,
    MINIASK_TOKEN: 'token',
  });

  it.each(['model', 'server'])('for a %s is what promptfoo takes for a configuration', async (target) => {
    const { output, exitCode } = await promptfoo.validate(await exported(['--target', target]));
    expect(output).toContain('Configuration is valid');
    expect(output).not.toContain(INVALID);
    expect(exitCode).toBe(0);
  });

  it('that is broken is not', async () => {
    const file = await exported();
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/^tests:$/m, 'tests: 7\nothers:'));
    expect((await promptfoo.validate(file)).output).toContain(INVALID);
  });

  it('gives a model every text as it was', async () => {
    const results = await promptfoo.evaluate(await exported(), surroundings());
    expect(results.map(({ success, error }) => (success ? 'good' : error))).toEqual(HOSTILE.map(() => 'good'));
    const asked = z.array(Chat).parse(received);
    expect(asked.map(({ model }) => model)).toEqual(HOSTILE.map(() => 'openclaw/quick'));
    for (const [at, text] of HOSTILE.toReversed().entries()) {
      const [system, user] = asked[at]?.messages ?? [];
      expect(user?.content).toContain(`\n${text}\n</data id=`);
      expect(system?.content).toMatch(/^Be brief\. \{\{ env\.SECRET \}\} \{% raw %\} \{# no #\}\n\n/);
    }
    expect(JSON.stringify(received)).not.toContain('leaked');
  });

  it('gives a server every ask as it was', async () => {
    const results = await promptfoo.evaluate(await exported(['--target', 'server']), surroundings());
    expect(results.map(({ success, error }) => (success ? 'good' : error))).toEqual(HOSTILE.map(() => 'good'));
    expect(z.array(Ask).parse(received).map(({ profile, input }) => [profile, input.text])).toEqual(
      HOSTILE.toReversed().map((text) => ['summarize_v1', text]),
    );
  });

  it.each(['model', 'server'])('holds the answers of a %s against the eval', async (target) => {
    const file = await exported(['--target', target, '--limit', '1']);
    const verdicts = async () => {
      const [result] = await promptfoo.evaluate(file, surroundings());
      const checks = result?.gradingResult?.componentResults ?? [];
      return new Map(checks.map(({ assertion, pass }) => [assertion?.metric ?? '', pass]));
    };
    const good = await verdicts();
    const own = target === 'model' ? ['max-cost'] : ['json-schema'];
    const names = ['contains', 'both', 'braces', 'file', 'not-contains', 'matches', 'han', 'not-matches', 'max-bullets', 'max-chars', 'min-chars', 'max-latency-ms', ...own];
    expect([...good.keys()].toSorted()).toEqual(names.toSorted());
    expect([...good].filter(([, pass]) => !pass).map(([name]) => name)).toEqual([]);

    answered = 'Sure, here are file://x\n- one\n- two {{{\n- three';
    const bad = await verdicts();
    const passing = ['min-chars', 'max-latency-ms', ...(target === 'model' ? ['max-cost'] : [])];
    expect([...bad].filter(([, pass]) => pass).map(([name]) => name).toSorted()).toEqual(passing.toSorted());
  });
}); // prettier-ignore
