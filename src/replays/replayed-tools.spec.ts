import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { neverAborted } from '../../test/support/agent-runs.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { CommonModule } from '../common/common.module.js';
import { TelemetryModule } from '../telemetry/telemetry.module.js';
import { ToolHandler } from '../tools/tool-handler.js';
import { ToolRegistry } from '../tools/tool-registry.js';
import { ToolRunner, openToolCall } from '../tools/tool-runner.js';
import { Tool } from '../tools/tool.decorator.js';
import type { ToolCallRecord } from '../trace/trace-record.js';
import { ReplayedTools } from './replayed-tools.js';

const input = z.looseObject({});
const ran: string[] = [];

@Tool({ name: 'cancel_order', description: 'Cancels an order.', input })
class CancelOrder extends ToolHandler {
  override run(): string {
    ran.push('cancel_order');
    return 'cancelled now';
  }
}

@Tool({ name: 'find_order', description: 'Finds an order.', input, readOnly: true })
class FindOrder extends ToolHandler {
  override run(): string {
    ran.push('find_order');
    return 'found now';
  }
}

@Module({ imports: [DiscoveryModule], providers: [CancelOrder, FindOrder, ToolRegistry, ToolRunner] })
class Tools {}

const recorded = (name: string, args: string, parts: Partial<ToolCallRecord> = {}): ToolCallRecord => ({
  name,
  arguments: args,
  outcome: 'ok',
  result: 'as it was',
  totalMs: 3,
  ...parts,
});

describe('tools in a replay', () => {
  let registry: ToolRegistry;
  let runner: ToolRunner;
  beforeEach(async () => {
    ran.length = 0;
    const module = await Test.createTestingModule({
      imports: [CommonModule.with(new FakeClock(), 0), TelemetryModule.with(undefined, 0), Tools],
    }).compile();
    await module.init();
    registry = module.get(ToolRegistry);
    runner = module.get(ToolRunner);
  });

  /** What the model is told of each call in turn, and what is on record of it. */
  async function replayed(calls: readonly ToolCallRecord[], ...made: readonly (readonly [string, string])[]) {
    const attempt = {
      outcome: 'ok',
      profile: 'p',
      model: 'm',
      agent: 'openclaw',
      runId: 'r',
      totalMs: 1,
    } as const;
    const tools = new ReplayedTools([{ ...attempt, usage: null, toolCalls: calls }], registry, runner);
    const grant = {
      allowed: ['cancel_order', 'find_order'],
      caller: { userId: 'u_1', traceId: 't' },
    };
    const told = [];
    for (const [name, args] of made) {
      const call = { id: 'call-1', name, arguments: args };
      const record = openToolCall(call);
      const content = await tools.run(call, record, grant, neverAborted());
      told.push({ content, outcome: record.outcome, replayed: record.replayed });
    }
    return told;
  }

  it('are not asked again what they were asked before, however it is written', async () => {
    const before = recorded('cancel_order', '{"order": 1, "why": "late"}');
    expect(await replayed([before], ['cancel_order', '{"why":"late","order":1}'])).toEqual([
      { content: 'as it was', outcome: 'ok', replayed: true },
    ]);
    expect(ran).toEqual([]);
  });

  it('answer equal calls in the order in which they were made', async () => {
    const calls = ['first', 'second'].map((result) => recorded('find_order', '{}', { result }));
    const told = await replayed(calls, ['find_order', '{}'], ['find_order', '{}'], ['find_order', '{}']);
    expect(told.map(({ content }) => content)).toEqual(['first', 'second', 'second']);
  });

  it('run for other calls only when they have no effect', async () => {
    const before = recorded('cancel_order', '{"order":1}');
    expect(await replayed([before], ['cancel_order', '{"order":2}'], ['find_order', '{"order":2}'])).toEqual([
      { content: expect.stringContaining('Not available'), outcome: 'refused', replayed: undefined },
      { content: 'found now', outcome: 'ok', replayed: undefined },
    ]);
    expect(ran).toEqual(['find_order']);
  });

  it('are not taken to have answered a call that did not run, or of which not all is known', async () => {
    const long = JSON.stringify({ text: 'x'.repeat(3000) });
    const calls = [
      recorded('cancel_order', '{"order":1}', { outcome: 'refused' }),
      recorded('cancel_order', long.slice(0, 2000)),
    ];
    const told = await replayed(
      calls,
      ['cancel_order', '{"order":1}'],
      ['cancel_order', long.slice(0, 2000)],
    );
    expect(told.map(({ outcome }) => outcome)).toEqual(['refused', 'refused']);
  });

  it('say when a result is not whole, and that there is no tool of another name', async () => {
    const before = recorded('find_order', '{}', { result: 'x'.repeat(2000) });
    const told = await replayed([before], ['find_order', '{}'], ['delete_everything', '{}']);
    expect(told).toMatchObject([
      { content: expect.stringMatching(/^x+\n\[cut off\]$/) },
      { outcome: 'unknown' },
    ]);
  });
});
