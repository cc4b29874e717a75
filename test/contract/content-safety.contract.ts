import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContentSafety } from '../../src/safety/content-safety.js';

export interface OpenContentSafety {
  readonly safety: ContentSafety;
  /** Somebody in whose name texts may be checked. */
  readonly userId: string;
  close(): Promise<void>;
}

/** What every `ContentSafety` promises. */
export function describeContentSafety(name: string, open: () => Promise<OpenContentSafety>): void {
  describe(`ContentSafety: ${name}`, () => {
    let opened: OpenContentSafety;
    const check = (text: string, signal = new AbortController().signal) =>
      opened.safety.check({ text, userId: opened.userId, scene: 2 }, signal);

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    it('lets a harmless text pass', async () => {
      expect(await check('运费谁承担？')).toMatchObject({ verdict: 'pass' });
    });

    it('takes a text of the greatest length, whatever stands in it', async () => {
      const longest = Math.min(opened.safety.maxChars, 10_000);
      expect(await check('😀'.repeat(longest))).toMatchObject({ verdict: 'pass' });
      expect(await check('half a character: \ud83d')).toMatchObject({ verdict: 'pass' });
    });

    it('checks many at once', async () => {
      const found = await Promise.all(Array.from({ length: 20 }, (_, at) => check(`第${at}句`)));
      expect(new Set(found.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
    });

    it('gives up at once when it is told to', async () => {
      const reason = new Error('nobody waits any more');
      await expect(check('运费谁承担？', AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
