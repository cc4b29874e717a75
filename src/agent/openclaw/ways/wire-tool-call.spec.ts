import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireToolCall } from './wire-tool-call.js';

const sent = (name: string, args = '{}') => wireToolCall({ id: 'c1', name, arguments: args });

describe('a tool call in the conversation', () => {
  it('that is right is as the model made it', () => {
    expect(sent('look-up_2', '{ "q": 1e2 }')).toEqual({
      id: 'c1',
      type: 'function',
      function: { name: 'look-up_2', arguments: '{ "q": 1e2 }' },
    });
  });

  it.each(['{"q": "a', '[1,2]', 'null', '"text"', '7', '', 'hello'])(
    'has an empty object in the place of arguments that are none: %o',
    (args) => {
      expect(sent('look_up', args)).toMatchObject({ function: { arguments: '{}' } });
    },
  );

  it.each([
    ['x'.repeat(65), 'x'.repeat(64)],
    ['look up.über', 'look_up__ber'],
    ['查', '_'],
  ])('has a name that a tool can have: %s', (name, expected) => {
    expect(sent(name)).toMatchObject({ function: { name: expected } });
  });

  it('is one that every provider takes, whatever the model called', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(text, fc.oneof(text, fc.json()), (name, args) => {
        const { function: called } = JSON.parse(JSON.stringify(sent(name, args)));
        expect(called.name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
        expect(JSON.parse(called.arguments)).toBeTypeOf('object');
        expect(called.arguments.trim()).toMatch(/^\{/);
      }),
    );
  });
});
