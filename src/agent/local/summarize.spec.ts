import { describe, expect, it } from 'vitest';
import { codePoints } from '../../common/text/normalise.js';
import { NO_WORDS, summarize } from './summarize.js';

const MINUTES = `产品评审会议纪要

大家好，今天下午三点我们在上海总部召开了产品评审会议，参会的有产品、研发、测试和运营四个团队。会议主要讨论了新版小程序的上线计划。
目前研发进度已经完成 85%，剩余的支付模块预计在 11 月 20 日前完成开发。测试团队反馈，在弱网环境下页面加载时间超过 3.5 秒，需要优化。
运营团队提出，双十二活动的预算为 120 万元，比去年增加了 20%。王芳建议把首页改版推迟到明年一月，避免影响活动期间的稳定性，大家一致同意。
最后决定：新版本于 2026 年 12 月 1 日正式上线，由李明负责发布，张伟负责回滚预案。如果支付模块没有通过压力测试，上线时间顺延一周。
天气不错，会后大家一起吃了晚饭。谢谢大家！`;

const REPORT = `Revenue grew 12% to $4.2 million, driven by subscriptions in the U.S. and Germany, e.g. the new Team plan. However, churn rose from 2.1% to 3.4% because of the price change in July, which Dr. Smith had warned about in the board meeting. Customers complained about slow support: the average response time was 19 hours. We hired six support agents in September. The office got new chairs. The goal for Q4 is to bring churn below 2.5% and the response time below 6 hours; the owner is Maria Lopez. Thanks!`;

const bulletsOf = (summary: string): string[] => summary.split('\n').map((line) => line.replace(/^- /, ''));

/** White space and Markdown marks do not count: wrapped lines are put together. */
const squeezed = (text: string): string => text.replaceAll(/\s+|\*\*|__|`/g, '');

describe('summarize', () => {
  it('keeps the telling facts of Chinese minutes and leaves the rest', () => {
    const summary = summarize(MINUTES, 5);
    expect(summary).toContain('2026 年 12 月 1 日正式上线');
    expect(summary).toContain('李明');
    expect(summary).toContain('120 万元');
    expect(summary).toContain('85%');
    expect(summary).not.toContain('天气不错');
    expect(summary).not.toContain('谢谢');
  });

  it('keeps the telling facts of an English report and leaves the rest', () => {
    const summary = summarize(REPORT, 3);
    expect(summary).toContain('Revenue grew 12% to $4.2 million');
    expect(summary).toContain('2.1% to 3.4%');
    expect(summary).toContain('Maria Lopez');
    expect(summary).not.toContain('chairs');
    expect(summary).not.toContain('Thanks');
  });

  it('writes one bullet a line, at most as many as asked for, in the order of the text', () => {
    for (const most of [1, 3, 10]) {
      const lines = summarize(MINUTES, most).split('\n');
      expect(lines.length).toBeLessThanOrEqual(most);
      expect(lines.every((line) => line.startsWith('- '))).toBe(true);
      const places = bulletsOf(lines.join('\n')).map((bullet) => squeezed(MINUTES).indexOf(squeezed(bullet)));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThanOrEqual(0);
    }
  });

  it.each([MINUTES, REPORT])('says only what the text says, word for word', (text) => {
    for (const bullet of bulletsOf(summarize(text, 10))) {
      expect(squeezed(text)).toContain(squeezed(bullet));
    }
  });

  it('does not say the same twice', () => {
    const text =
      '会议改到周五上午十点。预算是五万元。会议改到周五上午十点！张三负责订会议室。会议改到周五上午十点。';
    const summary = summarize(text, 5);
    expect(summary.match(/会议改到周五/g)).toHaveLength(1);
    expect(summary).toContain('五万元');
    expect(summary).toContain('张三');
  });

  it('gives a short text as it is', () => {
    expect(summarize('明天放假。', 5)).toBe('- 明天放假。');
    expect(summarize('hello', 3)).toBe('- hello');
  });

  it.each(['？？？', '......', '😀😀', '-\n*\n'])('says of %j that it has no words', (text) => {
    expect(summarize(text, 3)).toBe(`- ${NO_WORDS}`);
  });

  it('takes one long sentence apart at its clauses', () => {
    const text =
      '我们计划在下个月把仓库从北京搬到天津，因为租金上涨了百分之三十，而且现有的面积已经不够用，所以需要在二十号之前签好新合同，同时通知所有供应商更改收货地址，另外物流部门要提前一周安排车辆';
    const bullets = bulletsOf(summarize(text, 3));
    expect(bullets).toHaveLength(3);
    expect(bullets[0]).toBe('我们计划在下个月把仓库从北京搬到天津');
    for (const bullet of bullets) expect(codePoints(bullet)).toBeLessThan(60);
  });

  it('shortens a long sentence at the end of a clause', () => {
    const tail =
      '，我们还参观了新落成的展厅和档案馆，听取了各部门负责人关于场地布置和后勤保障工作的详细汇报'.repeat(3);
    const summary = summarize(`本次活动将于十二月八日在杭州举行${tail}。第二天安排自由活动。`, 2);
    const [first = ''] = bulletsOf(summary);
    expect(first).toMatch(/^本次活动将于十二月八日在杭州举行/);
    expect(first).not.toMatch(/[，。]$/);
    expect(codePoints(first)).toBeLessThanOrEqual(120);
  });

  it('keeps a long sentence whole when its end turns what it says', () => {
    const sentence = `The release goes out on Monday to all customers in Europe, Asia and North America, ${'with the new invoices, '.repeat(5)}unless the load test fails again.`;
    expect(summarize(`${sentence} The weather is fine today.`, 2)).toContain(
      'unless the load test fails again',
    );
  });

  it('summarises lists by their entries and uses headings only to know the topic', () => {
    const summary = summarize(
      '# Release plan\n\n- Ship on 1 December\n- Maria owns the rollback\n- Budget: $20,000\n',
      3,
    );
    expect(bulletsOf(summary)).toEqual(['Ship on 1 December', 'Maria owns the rollback', 'Budget: $20,000']);
  });
});
