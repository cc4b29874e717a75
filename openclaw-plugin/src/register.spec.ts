import { expect, it } from 'vitest';
import plugin from './index.js';
import { FakeHost } from './testing/fake-host.js';

it('adds two routes behind the token of the gateway, and two hooks', () => {
  const host = new FakeHost();
  plugin.register(host);
  expect(host.routes.map(({ path, auth, match }) => ({ path, auth, match }))).toEqual([
    { path: '/miniask/v1/complete', auth: 'gateway', match: 'exact' },
    { path: '/miniask/v1/version', auth: 'gateway', match: 'exact' },
  ]);
  expect([...host.hooks.keys()]).toEqual(['before_prompt_build', 'llm_input']);
});

it('adds only its hooks where it is loaded for a run', () => {
  const host = new FakeHost({ registrationMode: 'discovery' });
  plugin.register(host);
  expect(host.routes).toEqual([]);
  expect(host.hooks.size).toBe(2);
});

it('does not load in a host that it does not know', () => {
  expect(() => plugin.register({})).toThrow('another plugin API');
});
