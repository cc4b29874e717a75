import { describe, expect, it } from 'vitest';
import { textsAndNamesIn, textsIn } from './client-text.js';

const DATA = { text: '你好', count: 3, none: null, items: [{ title: '茶', more: ['绿', '茶', ' '] }] };

describe('the texts in plain data', () => {
  it('are those at any depth, each once', () => {
    expect([...textsIn(DATA)]).toEqual(['你好', '茶', '绿']);
    expect([...textsIn('你好')]).toEqual(['你好']);
    for (const nothing of [null, undefined, 5, true, '', {}]) expect([...textsIn(nothing)]).toEqual([]);
  });

  it('are the names of its members too, where a client has chosen them', () => {
    expect([...textsAndNamesIn(DATA)]).toEqual(
      expect.arrayContaining(['text', '你好', 'count', 'items', 'title', '茶', '绿']),
    );
    expect([...textsAndNamesIn(DATA)]).not.toContain('0');
  });
});
