import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTemplate, pieces, plainJson } from './template-text.js';

const hostile = fc
  .array(
    fc.constantFrom('{', '}', '%', '#', '{{', '{%', 'file:', 'package:', '//', 'a', '"', '\\', '\n', '退'),
  )
  .map((parts) => parts.join(''));

describe('a text of a user in a file of promptfoo', () => {
  it('is whole again when its pieces are joined, and no piece is a template or a file', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const parts = pieces(text);
        expect(parts.join('')).toBe(text);
        expect(parts.filter((part) => /\{[{%#]|^(?:file|package):./.test(part))).toEqual([]);
      }),
    );
  });

  it('is the same value as JSON, which is no template', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, key) => {
        const json = plainJson({ [key]: [{ text }] });
        expect(JSON.parse(json)).toEqual({ [key]: [{ text }] });
        expect(hasTemplate(json)).toBe(false);
      }),
    );
  });
});
