import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { anAgentRequest, neverAborted, outcomeOf } from '../../../test/support/agent-runs.js';
import type { LocalTask } from '../local-task.js';
import { KnowledgeBase } from './knowledge/knowledge-base.js';
import { LocalAgentClient } from './local-agent-client.js';
import { localAgentProviders } from './local-agent.providers.js';

const knowledge = new KnowledgeBase([
  { name: 'help', markdown: '# 退款帮助\n\n## 退款多久到账\n\n三天内到账。' },
]);
const client = new LocalAgentClient(knowledge);

async function textOf(local: LocalTask): Promise<string> {
  return (await outcomeOf(client.run(anAgentRequest({ local }), neverAborted()))).text;
}

describe('LocalAgentClient', () => {
  it('does each of its tasks', async () => {
    expect(await textOf({ kind: 'summarize', text: '明天放假。', maxSentences: 3 })).toBe('- 明天放假。');
    expect(await textOf({ kind: 'answer', question: '退款多久到账？', earlier: [] })).toBe('三天内到账。');
    expect(
      JSON.parse(
        await textOf({ kind: 'extract', text: '数量：3 件', fields: [{ name: 'quantity', type: 'number' }] }),
      ),
    ).toEqual({ fields: { quantity: 3 } });
    const items = [{ id: 'a', title: '雨伞' }];
    expect(JSON.parse(await textOf({ kind: 'recommend', query: '雨伞', items, maxItems: 3 }))).toEqual({
      items: [{ id: 'a', title: '雨伞', reason: '与「雨伞」相关' }],
    });
  });

  it('recommends documents of the knowledge folder when there are no items', async () => {
    const text = await textOf({ kind: 'recommend', query: '怎么退款', items: [], maxItems: 3 });
    expect(JSON.parse(text)).toEqual({ items: [{ title: '退款帮助', reason: '与「退款」相关' }] });
  });

  it('names the run, sends the answer in pieces and counts no tokens', async () => {
    const { events } = await outcomeOf(client.run(anAgentRequest({ runId: 'r1' }), neverAborted()));
    expect(events[0]).toEqual({ type: 'run', way: 'local', sessionKey: 'local:r1' });
    expect(events.filter(({ type }) => type === 'content').length).toBeGreaterThan(1);
    expect(events.at(-1)).toEqual({
      type: 'end',
      finishReason: 'stop',
      toolCalls: [],
      usage: { promptTokens: 0, completionTokens: 0 },
    });
  });

  it('stops at the token limit and says so', async () => {
    const local: LocalTask = { kind: 'summarize', text: '𠮷祥如意。今天是个好日子。', maxSentences: 3 };
    const whole = await textOf(local);
    const { text, events } = await outcomeOf(
      client.run(anAgentRequest({ local, maxTokens: 4 }), neverAborted()),
    );
    expect(text).toBe('- 𠮷祥如');
    expect(whole.startsWith(text)).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'end', finishReason: 'length' });
  });

  it('lets others have their turn between two pieces, and stops when one of them aborts', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const local: LocalTask = { kind: 'summarize', text: '第一句话。第二件事。第三个人。', maxSentences: 3 };
    const contents: string[] = [];
    const reading = (async () => {
      for await (const event of client.run(anAgentRequest({ local }), controller.signal)) {
        if (event.type !== 'content') continue;
        contents.push(event.text);
        setImmediate(() => controller.abort(reason));
      }
    })();
    await expect(reading).rejects.toBe(reason);
    expect(contents.length).toBeLessThan(3);
  });

  it('fails rather than end without an answer', async () => {
    const local: LocalTask = { kind: 'summarize', text: ' \n ', maxSentences: 3 };
    const { error, events } = await outcomeOf(client.run(anAgentRequest({ local }), neverAborted()));
    expect(error).toMatchObject({ code: 'AGENT_ERROR', reason: 'empty_answer' });
    expect(events.map(({ type }) => type)).toEqual(['run']);
  });

  it('is wired with the knowledge of the configuration folder', async () => {
    const testing = await Test.createTestingModule({
      providers: [
        ...localAgentProviders,
        { provide: ConfigService, useValue: new ConfigService({ configDir: 'config' }) },
      ],
    }).compile();
    const local: LocalTask = { kind: 'answer', question: '怎么开发票', earlier: [] };
    const run = testing.get(LocalAgentClient).run(anAgentRequest({ local }), neverAborted());
    expect((await outcomeOf(run)).text).toContain('申请发票');
  });
});
