import { describe, expect, it } from 'vitest';
import type { CandidateItem } from '../local-task.js';
import { recommend } from './recommend.js';

const SHOP: readonly CandidateItem[] = [
  { id: 'dress', title: '真皮商务皮鞋', description: '正装' },
  { id: 'run', title: '轻量缓震跑步鞋', description: '男款，透气网面，适合马拉松' },
  { id: 'hike', title: '登山徒步鞋', description: '防水防滑' },
  { id: 'mat', title: '女士瑜伽垫' },
  { id: 'tea', title: '无糖乌龙茶' },
  { id: 'cola', title: '含糖可乐', description: '碳酸饮料' },
  { id: 'mild', title: '不辣的红烧肉' },
  { id: 'hot', title: '辣子鸡', description: '很辣' },
];

const STORE: readonly CandidateItem[] = [
  { title: 'Leather dress shoes' },
  { title: 'Trail running shoes', description: 'waterproof and light' },
  { title: 'Yoga mat' },
  { title: 'Cola classic', description: 'with sugar' },
  { title: 'Sugar-free cola' },
];

const ids = (query: string, most = 3): unknown[] => recommend(query, SHOP, most).map((item) => item.id);
const titles = (query: string, most = 3): string[] => recommend(query, STORE, most).map((item) => item.title);

describe('recommend', () => {
  it('puts the most relevant item first and says why in the language of the query', () => {
    expect(recommend('想给爸爸买一双轻便的跑步鞋', SHOP, 1)).toEqual([
      { id: 'run', title: '轻量缓震跑步鞋', reason: '与「跑步鞋」相关' },
    ]);
    expect(recommend('waterproof shoes for a run', STORE, 1)).toEqual([
      { title: 'Trail running shoes', reason: 'Matches “waterproof”, “shoes”, “run”' },
    ]);
  });

  it('finds what the description says', () => {
    expect(ids('防水的鞋子')[0]).toBe('hike');
  });

  it('never recommends what matches nothing', () => {
    expect(ids('手机')).toEqual([]);
    expect(ids('推荐一下')).toEqual([]);
    expect(ids('瑜伽', 8)).toEqual(['mat']);
    expect(titles('a gift')).toEqual([]);
  });

  it('leaves out what the query refuses and welcomes what goes without it', () => {
    expect(ids('不要辣的')).toEqual(['mild']);
    expect(ids('无糖饮料')).not.toContain('cola');
    expect(ids('无糖饮料')).toContain('tea');
    expect(titles('cola without sugar')).toEqual(['Sugar-free cola']);
    expect(titles('shoes, but not leather')).toEqual(['Trail running shoes']);
  });

  it('does not take a lack for what is wanted', () => {
    expect(ids('辣的')).toEqual(['hot']);
  });

  it('reads a question with both ways, and what somebody lacks, as no refusal', () => {
    expect(ids('要不要辣子鸡')[0]).toBe('hot');
    expect(titles('I have no shoes')).toContain('Leather dress shoes');
  });

  it('keeps the given order among equals and the limit', () => {
    const items = ['a', 'b', 'c'].map((id) => ({ id, title: '雨伞' }));
    expect(recommend('雨伞', items, 2).map((item) => item.id)).toEqual(['a', 'b']);
  });
});
