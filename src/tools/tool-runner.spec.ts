import { Injectable, Logger, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { neverAborted } from '../../test/support/agent-runs.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { CommonModule } from '../common/common.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { type ToolCaller, ToolHandler } from './tool-handler.js';
import { Tool } from './tool.decorator.js';
import { ToolRegistry } from './tool-registry.js';
import { ToolRunner, openToolCall } from './tool-runner.js';

const input = z.strictObject({ order: z.string().max(10).describe('The number on the receipt.') });

@Tool({ name: 'look_up_order', description: 'Looks up an order.', input, timeoutMs: 500 })
class LookUpOrder extends ToolHandler<z.output<typeof input>> {
  override run({ order }: z.output<typeof input>, { userId }: ToolCaller, signal: AbortSignal): unknown {
    if (order === 'broken') throw new TypeError('the secret of u_1');
    if (order === 'slow')
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    if (order === 'deaf') return new Promise(() => {});
    if (order === 'large') return 'x'.repeat(20_000);
    return { order, owner: userId };
  }
}

@Tool({ name: 'other', description: 'Another one.', input: z.strictObject({}) })
class Other extends ToolHandler {
  override run = (): string => 'other';
}

async function toolsOf(providers: readonly (new (...parts: never[]) => unknown)[], clock = new FakeClock()) {
  @Module({ imports: [DiscoveryModule], providers: [...providers, ToolRegistry, ToolRunner] })
  class Tools {}
  const module = await Test.createTestingModule({
    imports: [CommonModule.with(clock, 0), TelemetryModule.with(undefined, 0), Tools],
  }).compile();
  await module.init();
  return module;
}

const CALLER = { userId: 'u_1', traceId: 't-1' };
const call = (args: unknown, name = 'look_up_order') => ({
  id: 'call-1',
  name,
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
});

describe('tools of ours', () => {
  let clock: FakeClock;
  let registry: ToolRegistry;
  let runner: ToolRunner;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    clock = new FakeClock();
    const module = await toolsOf([LookUpOrder, Other], clock);
    registry = module.get(ToolRegistry);
    runner = module.get(ToolRunner);
  });
  afterEach(() => Logger.overrideLogger(true));

  async function run(args: unknown, name?: string, signal = neverAborted()) {
    const record = openToolCall(call(args, name));
    const grant = { allowed: ['look_up_order'], caller: CALLER };
    return { content: await runner.run(call(args, name), record, grant, signal), record };
  }

  it('are offered with what the model must say, and told from those of the agent', () => {
    expect(registry.split(['crm_lookup', 'look_up_order'])).toEqual({
      agentTools: ['crm_lookup'],
      offers: [
        {
          name: 'look_up_order',
          description: 'Looks up an order.',
          parameters: {
            type: 'object',
            properties: {
              order: { type: 'string', maxLength: 10, description: 'The number on the receipt.' },
            },
            required: ['order'],
            additionalProperties: false,
          },
        },
      ],
    });
  });

  it('run with the identity of the caller, and leave a record', async () => {
    const { content, record } = await run({ order: 'A1' });
    expect(JSON.parse(content)).toEqual({ order: 'A1', owner: 'u_1' });
    expect(record).toEqual({
      name: 'look_up_order',
      arguments: '{"order":"A1"}',
      outcome: 'ok',
      result: content,
      totalMs: 0,
    });
  });

  it.each([
    ['of another type', { order: 7 }, /order: /],
    ['too long', { order: 'x'.repeat(11) }, /order: /],
    ['that nobody asked for', { order: 'A1', userId: 'u_2' }, /userId/],
    ['that are not JSON', '{"order":', /arguments: /],
    ['that are missing', '', /order: /],
  ])('tell the model about arguments %s', async (_, args, fault) => {
    const { content, record } = await run(args);
    expect(record.outcome).toBe('invalid');
    expect(content).toMatch(fault);
  });

  it('tell the model no more about arguments than it has to read', async () => {
    const strays = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`stray-${at}`, at]));
    const { content, record } = await run(strays);
    expect(record.outcome).toBe('invalid');
    expect(content).toHaveLength(8000 + '\n[cut off]'.length);
  });

  it('are only those that were offered', async () => {
    expect((await run({}, 'other')).record.outcome).toBe('unknown');
    expect((await run({}, 'nope')).content).toContain('look_up_order');
  });

  it('tell the model no more than that they failed', async () => {
    const { content, record } = await run({ order: 'broken' });
    expect([content, record.outcome]).toEqual(['The tool failed.', 'failed']);
  });

  it.each(['slow', 'deaf'])('may take so long and no longer: %s', async (order) => {
    const answer = run({ order });
    await clock.untilTimer((ms) => ms === 500);
    clock.advance(500);
    expect((await answer).record).toMatchObject({ outcome: 'timeout', totalMs: 500 });
    expect(clock.pending).toEqual([]);
  });

  it('give the model a bounded result, and the trace a shorter one', async () => {
    const { content, record } = await run({ order: 'large' });
    expect(content).toHaveLength(8000 + '\n[cut off]'.length);
    expect(record.result).toHaveLength(2000);
  });

  it("end with the ask, by the signal's reason, and leave a record", async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const record = openToolCall(call({ order: 'deaf' }));
    const grant = { allowed: ['look_up_order'], caller: CALLER };
    const answer = runner.run(call({ order: 'deaf' }), record, grant, controller.signal);
    await clock.untilTimer();
    clock.advance(100);
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(record).toMatchObject({ arguments: '{"order":"deaf"}', outcome: 'aborted', totalMs: 100 });
    await expect(run({ order: 'A1' }, undefined, controller.signal)).rejects.toBe(reason);
  });
});

describe('a tool that cannot be', () => {
  it('has another handler of its name', async () => {
    @Tool({ name: 'other', description: 'The same name.', input: z.strictObject({}) })
    class Twin extends ToolHandler {
      override run = (): string => 'twin';
    }
    await expect(toolsOf([Other, Twin])).rejects.toThrow('The tool "other" has two handlers');
  });

  it('has a name that no model could call', async () => {
    @Tool({ name: 'Bad name', description: 'x', input: z.strictObject({}) })
    class Bad extends ToolHandler {
      override run = (): string => '';
    }
    await expect(toolsOf([Bad])).rejects.toThrow('@Tool on Bad: the name "Bad name" cannot be used');
  });

  it('does not extend ToolHandler', async () => {
    @Injectable()
    @Tool({ name: 'no_handler', description: 'x', input: z.strictObject({}) })
    class NoHandler {}
    await expect(toolsOf([NoHandler])).rejects.toThrow('must extend ToolHandler');
  });
});
