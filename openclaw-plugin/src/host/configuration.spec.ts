import { describe, expect, it } from 'vitest';
import { CONFIG } from '../testing/fake-host.js';
import { Configuration, splitModel } from './configuration.js';

describe('the model of a request', () => {
  const configuration = Configuration.of(CONFIG);

  it.each([
    ['fast', undefined, 'main/small'],
    ['strong', undefined, 'main/big'],
    ['fast', 'strong', 'main/big'],
    ['fast', 'main/big', 'main/big'],
    ['fast', 'other/org/plain', 'other/org/plain'],
  ])('for the agent %s that asks for %s is %s', (agent, model, expected) => {
    expect(configuration.modelFor(agent, model)).toBe(expected);
  });

  it.each([
    ['nobody', undefined, 'unknown_agent'],
    ['fast', 'main/none', 'model_not_found'],
    ['fast', 'small', 'model_not_found'],
    ['__proto__', undefined, 'unknown_agent'],
  ])('for the agent %s that asks for %s is refused', (agent, model, type) => {
    expect(() => configuration.modelFor(agent, model)).toThrow(expect.objectContaining({ type }));
  });

  it('may be any that there is, where no model has a line of its own', () => {
    const { models } = CONFIG;
    const open = Configuration.of({ models, agents: { entries: { fast: { model: 'main/small' } } } });
    expect(open.modelFor('fast', 'main/big')).toBe('main/big');
    expect(open.models).toEqual([{ model: 'main/small' }, { model: 'main/big' }]);
  });

  it("may be one of the agent's own, and its primary one always", () => {
    const agents = {
      defaults: { models: { 'main/small': {} } },
      entries: { a: { model: 'main/big', models: { 'main/own': { alias: 'own' } } }, b: {} },
    };
    const own = Configuration.of({ agents });
    expect(own.modelFor('a', 'own')).toBe('main/own');
    expect(own.modelFor('a', 'main/big')).toBe('main/big');
    expect(() => own.modelFor('b', 'own')).toThrow('neither an alias');
    expect(() => own.modelFor('b', undefined)).toThrow('has no model');
  });

  it('is the default one for the agent that OpenClaw has without any entry', () => {
    const bare = Configuration.of({ agents: { defaults: { model: 'main/small' } } });
    expect(bare.agents).toEqual(['main']);
    expect(bare.modelFor('main', undefined)).toBe('main/small');
  });
});

it.each([undefined, null, 7, {}, { agents: [] }, { models: { providers: { a: { models: [null, {}] } } } }])(
  'a configuration like %o is no reason to fail',
  (raw) => {
    expect(Configuration.of(raw).models).toEqual([]);
  },
);

it('is read once for each object', () => {
  expect(Configuration.of(CONFIG)).toBe(Configuration.of(CONFIG));
});

it('a model of a provider may have slashes in its name', () => {
  expect(splitModel('other/org/plain')).toEqual({ provider: 'other', id: 'org/plain' });
  expect(() => splitModel('plain')).toThrow('provider/model');
});
