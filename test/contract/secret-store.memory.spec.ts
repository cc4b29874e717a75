import { describe, expect, it } from 'vitest';
import { MemorySecretStore } from '../../src/wechat/secrets/memory-secret-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { describeSecretStore } from './secret-store.contract.js';

describeSecretStore('memory', async () => {
  const clock = new FakeClock();
  return {
    store: new MemorySecretStore(clock),
    pass: async (seconds) => clock.advance(seconds * 1000),
    close: async () => {},
  };
});

describe('MemorySecretStore', () => {
  it('holds so many and no more, those that were kept latest', async () => {
    const store = new MemorySecretStore(new FakeClock(), 2);
    for (const name of ['one', 'two', 'three']) await store.keep(name, name, 60_000);
    expect(await store.find('one')).toBeUndefined();
    expect(await store.find('three')).toBe('three');
  });
});
