import { describe, expect, it } from 'vitest';
import { redactJson } from './redact-json.js';

describe('redacting data', () => {
  it('reaches texts, keys and numbers at any depth, and leaves the rest as it was', () => {
    const data = {
      text: '电话13812345678',
      list: ['a@b.com', { '13912345678': true }, null],
      phone: 13812345678,
      small: 5,
      ratio: 0.25,
    };
    expect(redactJson(data)).toEqual({
      text: '电话[phone]',
      list: ['[email]', { '[phone]': true }, null],
      phone: '[phone]',
      small: 5,
      ratio: 0.25,
    });
  });

  it('changes nothing in what it was given', () => {
    const data = Object.freeze({ list: Object.freeze(['13812345678']) });
    expect(redactJson(data)).toEqual({ list: ['[phone]'] });
    expect(data).toEqual({ list: ['13812345678'] });
  });
});
