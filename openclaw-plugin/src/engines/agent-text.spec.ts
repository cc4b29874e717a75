import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { AgentText } from './agent-text.js';

it('tells every piece once', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (pieces) => {
      const text = new AgentText();
      const told = pieces.map((_, index) => text.next(pieces.slice(0, index + 1).join('')));
      expect(told).toEqual(pieces);
    }),
  );
});

it('does not mind that only space is taken back', () => {
  const text = new AgentText();
  text.next('a  b ');
  expect(text.next('a b')).toBe('');
  expect(text.next('a b c')).toBe(' c');
});

it('fails when words are taken back that were told', () => {
  const text = new AgentText();
  text.next('a b');
  expect(() => text.next('a')).toThrow('took back');
});

it('begins again with the next message', () => {
  const text = new AgentText();
  text.next('a');
  text.restart();
  expect(text.next('b')).toBe('b');
});
