import { Test } from '@nestjs/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { KnowledgeBase } from '../../src/agent/local/knowledge/knowledge-base.js';
import { LocalAgentClient } from '../../src/agent/local/local-agent-client.js';
import { AskBodyPipe } from '../../src/intents/ask-body.pipe.js';
import { catalogIntentNames } from '../../src/intents/catalog/index.js';
import { IntentRegistry } from '../../src/intents/intent-registry.js';
import { IntentsModule } from '../../src/intents/intents.module.js';
import { anAgentRequest, neverAborted, outcomeOf } from '../support/agent-runs.js';

const REPLY =
  '质量问题或发错货由示例小店承担退货运费；无理由退货的运费由买家承担，购买了运费险的由保险公司赔付，每单最高 12 元。';
const BULLETS = [
  '我们的小程序上周发布了新版本。',
  '新版本把首页加载时间从三秒缩短到一秒，用户停留时间增加了两成。',
  '但仍有部分安卓用户反馈支付页面偶尔白屏，团队计划本周修复。',
];

/** What a newcomer sees who tries the examples that Swagger fills in, without any model. */
const EXPECTED: Readonly<Record<string, { readonly answer: string; readonly output: object }>> = {
  extract: {
    answer: '订单号: A1024\n下单日期: 2026-11-20\n金额: 1299\n已付款: true',
    output: { fields: { 订单号: 'A1024', 下单日期: '2026-11-20', 金额: 1299, 已付款: true } },
  },
  recommend: {
    answer: '1. 茉莉花茶：与「清淡」「下午」「茶」相关\n2. 龙井绿茶：与「清淡」「茶」相关',
    output: {
      items: [
        { id: 'tea-03', title: '茉莉花茶', reason: '与「清淡」「下午」「茶」相关' },
        { id: 'tea-01', title: '龙井绿茶', reason: '与「清淡」「茶」相关' },
      ],
    },
  },
  summarize: { answer: BULLETS.map((bullet) => `• ${bullet}`).join('\n'), output: { bullets: BULLETS } },
  support: { answer: REPLY, output: { reply: REPLY, question: null } },
};

let registry: IntentRegistry;
let pipe: AskBodyPipe;
let agent: LocalAgentClient;

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [IntentsModule] }).compile();
  await module.init();
  registry = module.get(IntentRegistry);
  pipe = module.get(AskBodyPipe);
  agent = new LocalAgentClient(await KnowledgeBase.load('config/knowledge'));
});

async function answerTo(name: string): Promise<{ answer: string; output: object; truncated: boolean }> {
  const { intent, input } = pipe.transform({ intent: name, input: registry.get(name)?.options.example });
  const { local } = intent.handler.prepare(input, {});
  const { text } = await outcomeOf(agent.run(anAgentRequest({ local }), neverAborted()));
  return intent.handler.interpret(text, input, { limits: {}, cut: false });
}

describe('the local agent, asked the example of', () => {
  it.each(catalogIntentNames())('%s, has an answer', async (name) => {
    const { answer, truncated } = await answerTo(name);
    expect(answer).not.toBe('');
    expect(truncated).toBe(false);
  });

  it.each(Object.entries(EXPECTED))(
    '%s, answers what the example is there to show',
    async (name, expected) => {
      expect(await answerTo(name)).toEqual({ ...expected, truncated: false });
    },
  );
});
