import { describe, expect, it } from 'vitest';
import { aWechatSafety } from '../support/a-wechat-safety.js';
import { describeContentSafety } from './content-safety.contract.js';

describeContentSafety('WeChat', async () => {
  const { safety, userId, close } = await aWechatSafety();
  return { safety, userId, close };
});

describe('WechatContentSafety', () => {
  it('tells what WeChat thinks of a text', async () => {
    const { wechat, safety, userId, close } = await aWechatSafety();
    const check = (text: string) => safety.check({ text, userId, scene: 2 }, new AbortController().signal);
    const checkId = 'fake-trace-id';
    expect(await check(`去${wechat.risky}吧`)).toEqual({ verdict: 'risky', label: 20006, checkId });
    expect(await check(`很${wechat.questionable}`)).toEqual({ verdict: 'review', label: 21000, checkId });
    await close();
  });
});
