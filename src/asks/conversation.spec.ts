import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aProfile } from '../../test/support/a-snapshot.js';
import { anAgentRequest, neverAborted, outcomeOf } from '../../test/support/agent-runs.js';
import { anOpenClaw } from '../../test/support/an-openclaw.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { useOpenClaw } from '../../test/support/use-openclaw.js';
import { OpenClawAgentClient } from '../agent/openclaw/openclaw-agent-client.js';
import { CommonModule } from '../common/common.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { PromptSecrets } from '../output/leak/prompt-secrets.js';
import { toolResultContent } from '../intents/prompt.js';
import { ToolHandler } from '../tools/tool-handler.js';
import { ToolRegistry } from '../tools/tool-registry.js';
import { ToolRunner } from '../tools/tool-runner.js';
import { Tool } from '../tools/tool.decorator.js';
import type { AttemptDraft } from '../trace/trace-draft.js';
import type { AttemptPlan } from './attempt-plan.js';
import { Conversation } from './conversation.js';

@Tool({ name: 'look', description: 'Looks.', input: z.strictObject({}), timeoutMs: 60_000 })
class Look extends ToolHandler {
  /** Runs that have begun, and how each is let end. */
  readonly begun: (() => void)[] = [];
  override run(): Promise<string> {
    return new Promise((resolve) => this.begun.push(() => resolve('seen')));
  }
}

const CALL = { id: 'call-1', name: 'look', arguments: '{}' };
const CALLER = { userId: 'u_1', traceId: 't-1' };
const MARK = 'qzjxkvwbpyfgmhdclurnteso';
const TOTAL_MS = 20_000;

describe('a conversation', () => {
  const used = useOpenClaw();
  let clock: FakeClock;
  let agent: OpenClawAgentClient;
  let look: Look;
  let conversation: Conversation;
  let close: () => Promise<void>;
  let attempt: AttemptDraft;
  let begun: number;

  beforeEach(async () => {
    clock = new FakeClock();
    agent = await OpenClawAgentClient.open(anOpenClaw(used.openclaw), clock);
    @Module({ imports: [DiscoveryModule], providers: [Look, ToolRegistry, ToolRunner, Conversation] })
    class Conversations {}
    const imports = [CommonModule.with(clock, 0), TelemetryModule.with(undefined, 0), Conversations];
    const module = await Test.createTestingModule({ imports }).compile();
    await module.init();
    look = module.get(Look);
    conversation = module.get(Conversation);
    close = () => module.close();
    begun = 0;
    attempt = {
      profile: 'support_v1',
      model: 'fast',
      agent: 'openclaw',
      outcome: 'ok',
      runId: 'run-1',
      totalMs: 0,
      usage: null,
    };
  });
  afterEach(async () => {
    await close();
    await agent.close();
  });

  function hold(signal = neverAborted()) {
    const { model, messages, local } = anAgentRequest();
    const plan: AttemptPlan = {
      agent,
      profile: aProfile('support_v1', { tools: ['look'] }),
      model,
      messages,
      secrets: PromptSecrets.of(MARK, 'You are a concise assistant.'),
      local,
      beginReading: () => {
        throw new Error('nobody reads these answers');
      },
      signal,
    };
    const held = conversation.hold(plan, CALLER, attempt, {
      signal,
      onBegin: () => (begun += 1),
      onContent: () => {},
      onDiscard: () => {},
    });
    return held.then(
      ({ text }) => ({ text, error: undefined }),
      (error: unknown) => ({ text: undefined, error }),
    );
  }

  async function untilRunning(tools: number): Promise<void> {
    while (look.begun.length < tools) await new Promise(setImmediate);
  }

  /** Leaves one place on the gateway, and a run on it that says a word and then waits until it is let end. */
  async function inACrowd(length: number) {
    await agent.close();
    agent = await OpenClawAgentClient.open(
      anOpenClaw(used.openclaw, { gatewayLimit: 1, queue: { length, waitMs: 2000 } }),
      clock,
    );
    return async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      used.openclaw.next({
        kind: 'answer',
        text: (async function* () {
          yield 'Busy.';
          await promise;
        })(),
      });
      const arrived = used.openclaw.nextRequest();
      const other = outcomeOf(agent.run(anAgentRequest(), neverAborted()));
      await arrived;
      return { end: resolve, other };
    };
  }

  it('goes on after its tools however many want to run, and waits for a place', async () => {
    const occupy = await inACrowd(0);
    used.openclaw.next({ kind: 'tool-calls', calls: [CALL] });
    const held = hold();
    await untilRunning(1);
    const { end, other } = await occupy();
    look.begun[0]?.();
    while (agent.status().waiting === 0) await new Promise(setImmediate);
    clock.advance(10_000);
    used.openclaw.next({ kind: 'answer', text: 'Seen.' });
    end();
    expect(await held).toEqual({ text: 'Seen.', error: undefined });
    expect((await other).error).toBeUndefined();
  });

  it('gives up waiting for a place after its tools when its model is out of time', async () => {
    const occupy = await inACrowd(0);
    used.openclaw.next({ kind: 'tool-calls', calls: [CALL] });
    const held = hold();
    await untilRunning(1);
    const { end, other } = await occupy();
    look.begun[0]?.();
    while (agent.status().waiting === 0) await new Promise(setImmediate);
    clock.advance(TOTAL_MS);
    expect((await held).error).toMatchObject({ code: 'AGENT_TIMEOUT', reason: 'total' });
    end();
    await other;
  });

  it('does not count the wait for its first place', async () => {
    const occupy = await inACrowd(1);
    const { end, other } = await occupy();
    used.openclaw.next({ kind: 'tool-calls', calls: [CALL] });
    const held = hold();
    while (agent.status().waiting === 0) await new Promise(setImmediate);
    clock.advance(1500);
    end();
    await untilRunning(1);
    expect(attempt.queuedMs).toBe(1500);
    expect(clock.pending).toContain(TOTAL_MS);
    look.begun[0]?.();
    expect((await held).error).toBeUndefined();
    await other;
  });

  it('counts the time of its tools, so that the run after them has what is left', async () => {
    used.openclaw.next({ kind: 'tool-calls', calls: [CALL] }, { kind: 'silence', after: ['I'] });
    const held = hold();
    await untilRunning(1);
    clock.advance(TOTAL_MS - 500);
    const second = used.openclaw.nextRequest();
    look.begun[0]?.();
    const { closed } = await second;
    expect(clock.pending).toContain(500);
    clock.advance(500);
    expect((await held).error).toMatchObject({ code: 'AGENT_TIMEOUT', reason: 'total' });
    expect(await closed).toBe('left');
  });

  it('does not wait for its tools any longer than its model may take, nor runs once more after them', async () => {
    used.openclaw.next({ kind: 'tool-calls', calls: [CALL] });
    const held = hold();
    await untilRunning(1);
    clock.advance(TOTAL_MS);
    expect((await held).error).toMatchObject({ code: 'AGENT_TIMEOUT', reason: 'total' });
    expect(attempt.toolCalls).toMatchObject([{ name: 'look', outcome: 'aborted', totalMs: TOTAL_MS }]);
    expect(used.openclaw.requests).toHaveLength(1);
    expect(clock.pending.filter((ms) => ms === TOTAL_MS)).toEqual([]);
  });

  it('has its tools on record when it is given up during them', async () => {
    used.openclaw.next({ kind: 'tool-calls', calls: [CALL, { ...CALL, id: 'call-2' }] });
    const controller = new AbortController();
    const held = hold(controller.signal);
    await untilRunning(2);
    look.begun[1]?.();
    await new Promise(setImmediate);
    const reason = new Error('cancelled');
    controller.abort(reason);
    expect((await held).error).toBe(reason);
    expect(attempt.toolCalls?.map(({ outcome }) => outcome)).toEqual(['aborted', 'ok']);
  });

  it('has begun, and has acted, when the agent sets a tool of its own going', async () => {
    used.openclaw.next({ kind: 'acts', next: { kind: 'provider-error', status: 500 } });
    expect((await hold()).error).toMatchObject({ reason: 'provider_failed' });
    expect(attempt).toMatchObject({ acted: true, firstContentMs: 0 });
    expect(begun).toBe(1);
  });

  it('has not acted when it only answers', async () => {
    expect((await hold()).text).toBe('Hello from fast');
    expect(attempt).not.toHaveProperty('acted');
  });

  it('runs no more than four tools at once, and tells the model and the trace of the others', async () => {
    const calls = Array.from({ length: 6 }, (_, at) => ({ ...CALL, id: `call-${at}` }));
    used.openclaw.next({ kind: 'tool-calls', calls }, { kind: 'answer', text: 'Seen.' });
    const held = hold();
    await untilRunning(4);
    for (const end of look.begun) end();
    expect((await held).text).toBe('Seen.');
    expect(look.begun).toHaveLength(4);
    const told = used.openclaw.requests[1]?.plugin?.messages ?? [];
    expect(told.find(({ role }) => role === 'assistant')).toMatchObject({
      tool_calls: calls.map(({ id }) => ({ id })),
    });
    const results = attempt.toolCalls?.map(({ result }) => result) ?? [];
    const notRun = expect.stringMatching(/^Not run: .* 4 tools/);
    expect(results).toEqual(['seen', 'seen', 'seen', 'seen', notRun, notRun]);
    expect(told.filter(({ role }) => role === 'tool')).toEqual(
      results.map((result, at) => ({
        role: 'tool',
        tool_call_id: `call-${at}`,
        content: toolResultContent(result),
      })),
    );
    expect(attempt.toolCalls?.map(({ outcome }) => outcome)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'skipped',
      'skipped',
    ]);
  });

  it('gives no tool the mark of its prompt, however it is spelled, and keeps nothing of the call', async () => {
    const spelled = JSON.stringify({ note: MARK.split('').toReversed().join(' ') });
    const escaped = `{"note":"${MARK.split('')
      .map((letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)
      .join('')}"}`;
    const calls = [
      CALL,
      { ...CALL, id: 'call-2', arguments: spelled },
      { ...CALL, id: 'call-3', arguments: escaped },
      { ...CALL, id: 'call-4', name: MARK },
    ];
    used.openclaw.next({ kind: 'tool-calls', calls }, { kind: 'answer', text: 'Seen.' });
    const held = hold();
    await untilRunning(1);
    look.begun[0]?.();
    expect((await held).text).toBe('Seen.');
    expect(look.begun).toHaveLength(1);
    const refused = { outcome: 'refused', name: '(withheld)', arguments: '(withheld)' };
    expect(attempt.toolCalls).toMatchObject([{ outcome: 'ok' }, refused, refused, refused]);
    expect(JSON.stringify(attempt.toolCalls)).not.toContain(MARK);
  });
});
