import { beforeAll, describe, expect, it } from 'vitest';
import { KnowledgeBase } from '../../../agent/local/knowledge/knowledge-base.js';
import { SearchKnowledgeTool } from './search-knowledge.tool.js';

describe('search_knowledge', () => {
  let tool: SearchKnowledgeTool;
  beforeAll(async () => {
    tool = new SearchKnowledgeTool(await KnowledgeBase.load('config/knowledge'));
  });

  it('finds what a question is about, in its language', () => {
    expect(tool.run({ query: '退货的运费谁承担', limit: 1 })).toContain('运费');
    expect(tool.run({ query: 'Who pays for sending it back?', limit: 2 })).toMatch(/refund|return/i);
  });

  it('gives as many passages as were asked for, at most', () => {
    expect(tool.run({ query: '发票', limit: 2 }).match(/^## /gm)).toHaveLength(2);
  });

  it('says when there is nothing', () => {
    expect(tool.run({ query: 'zzzz qqqq', limit: 3 })).toBe('Nothing was found.');
  });
});
