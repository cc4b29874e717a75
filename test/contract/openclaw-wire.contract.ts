import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** What the model provider behind the gateway does with the next calls. */
export type ProviderAct =
  | { readonly kind: 'answer'; readonly tokens: readonly string[]; readonly finishReason?: 'stop' | 'length' }
  | {
      readonly kind: 'status';
      readonly status: 400 | 401 | 402 | 403 | 404 | 408 | 429 | 500 | 502 | 503;
      readonly retryAfterS?: number;
    }
  | { readonly kind: 'drop'; readonly tokens: readonly string[] }
  /** It says nothing, again and again. */
  | { readonly kind: 'empty' }
  /** It was refused a moment ago, so the gateway does not even call it. */
  | { readonly kind: 'blocked' };

export interface WireHarness {
  readonly url: string;
  readonly token: string;
  /** @param agent the agent that will be asked; some acts leave their mark on it. */
  readonly provider: (act: ProviderAct, agent: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The agents that the gateway must have; the last three are used up by a provider's refusals. */
export const WIRE_AGENTS = ['fast', 'strong', 'refused', 'unpaid', 'forbidden'] as const;

interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  /** `data:` lines, parsed, with what differs from run to run taken out; a plain body is one of them. */
  readonly lines: readonly unknown[];
}

const ROLE = chunk({ role: 'assistant' }, null);
const piece = (content: string): unknown => chunk({ content }, null);
const USAGE = {
  prompt_tokens: expect.any(Number),
  completion_tokens: expect.any(Number),
  total_tokens: expect.any(Number),
};

function chunk(delta: object, finish_reason: string | null): unknown {
  return expect.objectContaining({
    object: 'chat.completion.chunk',
    model: 'openclaw/fast',
    choices: [{ index: 0, delta, finish_reason }],
  });
}

/**
 * The wire as MiniAsk meets it, told once for the real gateway and for the fake that stands in for it:
 * what one of them does not keep, a test of the other proves nothing about.
 */
export function openClawWireContract(name: string, open: () => Promise<WireHarness>): void {
  describe(`the wire of ${name}`, () => {
    let gateway: WireHarness;
    let run = 0;

    beforeAll(async () => {
      gateway = await open();
    });
    afterAll(() => gateway.stop());
    beforeEach(() => {
      run += 1;
    });

    async function ask({
      agent = 'fast',
      body = {},
      headers = {},
    }: { agent?: string; body?: object; headers?: Record<string, string> } = {}): Promise<Answer> {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${gateway.token}`,
          'content-type': 'application/json',
          'x-openclaw-session-key': `agent:${agent}:wire:${run}`,
          ...headers,
        },
        body: JSON.stringify({
          model: `openclaw/${agent}`,
          stream: true,
          stream_options: { include_usage: true },
          messages: [{ role: 'user', content: 'hi' }],
          ...body,
        }),
      });
      const contentType = response.headers.get('content-type');
      return { status: response.status, contentType, lines: linesOf(await response.text()) };
    }

    it('streams a role, the pieces, the finish, usage and [DONE]', async () => {
      await gateway.provider({ kind: 'answer', tokens: ['one', ' two'] }, 'fast');

      expect(await ask()).toEqual({
        status: 200,
        contentType: 'text/event-stream; charset=utf-8',
        lines: [
          ROLE,
          piece('one'),
          piece(' two'),
          chunk({}, 'stop'),
          expect.objectContaining({ choices: [], usage: USAGE }),
          '[DONE]',
        ],
      });
    });

    it('appends no notice to a streamed answer that met its limit', async () => {
      await gateway.provider({ kind: 'answer', tokens: ['half'], finishReason: 'length' }, 'fast');

      expect((await ask()).lines.slice(0, 3)).toEqual([ROLE, piece('half'), chunk({}, 'length')]);
    });

    it.each([
      ['an unknown agent', { agent: 'nope' }, "Unknown agent 'nope'."],
      [
        "a provider's model",
        { body: { model: 'gpt-4o' } },
        'Invalid `model`. Use `openclaw` or `openclaw/<agentId>`.',
      ],
      ['an impossible temperature', { body: { temperature: 9 } }, expect.any(String)],
      ['no token limit at all', { body: { max_completion_tokens: 0 } }, expect.any(String)],
      ['no user message', { body: { messages: [{ role: 'system', content: 'x' }] } }, expect.any(String)],
    ] as const)('refuses %s', async (_, request, message) => {
      expect(await ask(request)).toEqual({
        status: 400,
        contentType: 'application/json; charset=utf-8',
        lines: [{ error: { message, type: 'invalid_request_error' } }],
      });
    });

    it('refuses a wrong token', async () => {
      expect(await ask({ headers: { authorization: 'Bearer wrong' } })).toMatchObject({
        status: 401,
        lines: [{ error: { message: 'Unauthorized', type: 'unauthorized' } }],
      });
    });

    it('runs the agent of the session key, not the one of the model', async () => {
      const { lines } = await ask({ agent: 'nope', body: { model: 'openclaw/fast' } });
      expect(lines).toEqual([
        ROLE,
        { error: { message: 'Agent nope is not present in the configured roster.', type: 'api_error' } },
        '[DONE]',
      ]);
    });

    it('fails for a session key without an agent', async () => {
      const { lines } = await ask({ headers: { 'x-openclaw-session-key': 'anything' } });
      expect(lines).toContainEqual({ error: { message: 'internal error', type: 'api_error' } });
    });

    it.each([
      [{ status: 400 }, 'invalid_request_error', /^400 /],
      [{ status: 404 }, 'invalid_request_error', /^404 /],
      [{ status: 408 }, 'api_error', /^upstream provider timeout$/],
      [{ status: 429 }, 'rate_limit_error', /^429 /],
      [{ status: 429, retryAfterS: 7 }, 'rate_limit_error', /; Retry-After: 7 seconds$/],
      [{ status: 500 }, 'api_error', /^upstream provider error$/],
      [{ status: 502 }, 'api_error', /^upstream provider error$/],
      [{ status: 503 }, 'api_error', /^upstream provider error$/],
    ] as const)(
      "tells the provider's %o within the stream, once, and says [DONE]",
      async (act, type, message) => {
        await gateway.provider({ kind: 'status', ...act }, 'fast');

        expect(await ask()).toMatchObject({
          status: 200,
          lines: [ROLE, { error: { message: expect.stringMatching(message), type } }, '[DONE]'],
        });
      },
    );

    it.each([
      [401, 'refused', 'authentication_error'],
      [402, 'unpaid', 'insufficient_quota'],
      [403, 'forbidden', 'authentication_error'],
    ] as const)('does not call a provider again that said %d', async (status, agent, type) => {
      await gateway.provider({ kind: 'status', status }, agent);
      expect((await ask({ agent })).lines).toContainEqual({
        error: { message: expect.stringMatching(new RegExp(`^${status} `)), type },
      });

      await gateway.provider({ kind: 'blocked' }, agent);
      expect((await ask({ agent })).lines).toContainEqual({
        error: {
          message: expect.stringContaining('temporarily disabled after a provider auth/billing failure'),
          type: 'api_error',
        },
      });
    });

    it('ends a stream whose provider broke off with an error and [DONE]', async () => {
      await gateway.provider({ kind: 'drop', tokens: ['half', ' a'] }, 'fast');

      expect((await ask()).lines).toEqual([
        ROLE,
        piece('half'),
        piece(' a'),
        { error: { message: 'upstream provider timeout', type: 'api_error' } },
        '[DONE]',
      ]);
    });

    it('fails when the model says nothing', async () => {
      await gateway.provider({ kind: 'empty' }, 'fast');

      expect((await ask()).lines).toEqual([
        ROLE,
        { error: { message: 'internal error', type: 'api_error' } },
        '[DONE]',
      ]);
    });

    it('says that it is ready, and lists its agents', async () => {
      expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
      expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200);
      const models = await fetch(`${gateway.url}/v1/models`, {
        headers: { authorization: `Bearer ${gateway.token}` },
      });
      expect(await models.json()).toMatchObject({
        data: expect.arrayContaining([expect.objectContaining({ id: 'openclaw/strong' })]),
      });
    });
  });
}

function linesOf(text: string): unknown[] {
  const lines = text.split('\n').filter((line) => line.startsWith('data: '));
  if (lines.length === 0) return [JSON.parse(text)];
  return lines
    .map((line) => line.slice('data: '.length))
    .map((data) => (data === '[DONE]' ? data : JSON.parse(data)));
}
