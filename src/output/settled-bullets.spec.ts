import { describe, expect, it } from 'vitest';
import { settledBullets } from './settled-bullets.js';

describe('settledBullets', () => {
  it.each([
    ['another entry behind it', '- one\n- two\n'],
    ['the begin of another entry', '- one\n- something els'],
    ['an introduction', 'Here are the points:\n\n- one\n- two\n'],
    ['a heading', '## Points\n- one\n- two\n'],
    ['numbers', '1. one\n2. two\n'],
    ['an entry in which something is opened', '- one\n- write this: {"two'],
    ['a label for what comes', '- one\n- Causes:\n'],
  ])('gives the first of a list with %s', (_, text) => {
    expect(settledBullets(text)).toEqual(['one']);
  });

  it.each([
    ['a single entry', '- one\n'],
    ['a mark that is begun', '- one\n- tw'],
    ['a second mark that is begun', '- 1. one\n- 2'],
    ['a row that is begun', '- one\n- two | and some more'],
    ['words before it', 'I think so.\n- one\n- two\n'],
    ['no marks', 'one\ntwo\nthree\n'],
    ['a tag before it', '<think>\n- one\n- two\n- three\n'],
    ['JSON', '["one",\n"two",\n"three"]\n'],
    ['a fence', '```\n- one\n- two\n- three\n'],
  ])('gives nothing of a text with %s', (_, text) => {
    expect(settledBullets(text)).toEqual([]);
  });

  it('gives entries under a label, and each once', () => {
    expect(settledBullets('- Causes:\n  - rain\n  - wind\n- one\n- one\n- two\n')).toEqual([
      'Causes: rain',
      'Causes: wind',
      'one',
    ]);
  });
});
