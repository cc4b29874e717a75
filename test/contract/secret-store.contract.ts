import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SecretStore } from '../../src/wechat/secrets/secret-store.js';

export interface OpenSecretStore {
  readonly store: SecretStore;
  /** Lets so many seconds pass. */
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/** What every `SecretStore` promises. */
export function describeSecretStore(name: string, open: () => Promise<OpenSecretStore>): void {
  describe(`SecretStore: ${name}`, () => {
    let opened: OpenSecretStore;
    let store: SecretStore;

    beforeEach(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterEach(() => opened.close());

    it('finds what was kept, under its own name alone', async () => {
      await store.keep('one', 'ein Geheimnis 😀', 60_000);
      expect(await store.find('one')).toBe('ein Geheimnis 😀');
      expect(await store.find('two')).toBeUndefined();
    });

    it('keeps the latest', async () => {
      await store.keep('one', 'first', 60_000);
      await store.keep('one', 'second', 60_000);
      expect(await store.find('one')).toBe('second');
    });

    it('forgets it after its time', async () => {
      await store.keep('one', 'short', 1000);
      await store.keep('two', 'long', 60_000);
      await opened.pass(1.1);
      expect(await store.find('one')).toBeUndefined();
      expect(await store.find('two')).toBe('long');
    });

    it('forgets it when it is told to, and nothing else', async () => {
      await store.keep('one', 'first', 60_000);
      await store.keep('two', 'second', 60_000);
      await store.forget('one');
      await store.forget('nothing');
      expect(await store.find('one')).toBeUndefined();
      expect(await store.find('two')).toBe('second');
    });

    it('lets one do what a name says, until it is released or its time is over', async () => {
      const claim = await store.claim('fetch', 1000);
      expect(claim).toBeDefined();
      expect(await store.claim('fetch', 1000)).toBeUndefined();
      expect(await store.claim('other', 1000)).toBeDefined();
      await claim?.release();
      expect(await store.claim('fetch', 1000)).toBeDefined();
      await opened.pass(1.1);
      expect(await store.claim('fetch', 1000)).toBeDefined();
    });

    it('leaves alone whoever may do it when somebody releases it whose time is over', async () => {
      const late = await store.claim('fetch', 1000);
      await opened.pass(1.1);
      const claim = await store.claim('fetch', 60_000);
      await late?.release();
      expect(await store.claim('fetch', 60_000)).toBeUndefined();
      await claim?.release();
      await late?.release();
      expect(await store.claim('fetch', 60_000)).toBeDefined();
    });
  });
}
