import { describe, expect, it } from 'vitest';
import { BacklogFull, BatchWriter } from './batch-writer.js';

class Refused extends Error {}

/** A sink whose writes end when the test says so. */
class ManualSink {
  readonly writes: { items: readonly string[]; end: PromiseWithResolvers<void> }[] = [];
  private watcher: (() => void) | null = null;

  write(items: readonly string[]): Promise<void> {
    const end = Promise.withResolvers<void>();
    this.writes.push({ items, end });
    this.watcher?.();
    return end.promise;
  }

  blamesItem(error: unknown): boolean {
    return error instanceof Refused;
  }

  /** The `n`th write, as soon as it has begun. */
  async begun(n: number): Promise<{ items: readonly string[]; end: PromiseWithResolvers<void> }> {
    for (;;) {
      const write = this.writes[n];
      if (write !== undefined) return write;
      await new Promise<void>((resolve) => {
        this.watcher = resolve;
      });
    }
  }
}

function newWriter(batchItems = 10, pendingSize = 100) {
  const sink = new ManualSink();
  return { sink, writer: new BatchWriter<string>(sink, { batchItems, pendingSize }) };
}

describe('BatchWriter', () => {
  it('writes what comes in one turn of the event loop together', async () => {
    const { sink, writer } = newWriter();
    const a = writer.add('a', 1);
    await Promise.resolve();
    const b = writer.add('b', 1);
    const write = await sink.begun(0);
    expect(write.items).toEqual(['a', 'b']);
    write.end.resolve();
    await Promise.all([a, b]);
  });

  it('collects what comes during a write for the next one, and keeps the order', async () => {
    const { sink, writer } = newWriter();
    const a = writer.add('a', 1);
    const first = await sink.begun(0);
    const later = [writer.add('b', 1), writer.add('c', 1)];
    expect(sink.writes).toHaveLength(1);
    first.end.resolve();
    await a;
    const second = await sink.begun(1);
    expect(second.items).toEqual(['b', 'c']);
    second.end.resolve();
    await Promise.all(later);
  });

  it('cuts what waits into batches', async () => {
    const { sink, writer } = newWriter(2);
    const all = ['a', 'b', 'c'].map((item) => writer.add(item, 1));
    (await sink.begun(0)).end.resolve();
    (await sink.begun(1)).end.resolve();
    await Promise.all(all);
    expect(sink.writes.map(({ items }) => items)).toEqual([['a', 'b'], ['c']]);
  });

  it('writes the items of a refused batch one by one, so that only the guilty one fails', async () => {
    const { sink, writer } = newWriter();
    const outcomes = Promise.allSettled(['a', 'bad', 'c'].map((item) => writer.add(item, 1)));
    (await sink.begun(0)).end.reject(new Refused());
    (await sink.begun(1)).end.resolve();
    (await sink.begun(2)).end.reject(new Refused());
    (await sink.begun(3)).end.resolve();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('fails all that waits when the store itself failed, and works again afterwards', async () => {
    const { sink, writer } = newWriter(1);
    const outcomes = Promise.allSettled(['a', 'b', 'c'].map((item) => writer.add(item, 1)));
    (await sink.begun(0)).end.reject(new Error('down'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(sink.writes).toHaveLength(1);

    const next = writer.add('d', 1);
    (await sink.begun(1)).end.resolve();
    await next;
  });

  it('does not try the rest of a refused batch when the store fails meanwhile', async () => {
    const { sink, writer } = newWriter();
    const outcomes = Promise.allSettled(['a', 'b', 'c'].map((item) => writer.add(item, 1)));
    (await sink.begun(0)).end.reject(new Refused());
    (await sink.begun(1)).end.reject(new Error('down'));
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(sink.writes).toHaveLength(2);
  });

  it('refuses what there is no room for at once, and has room again when something was written', async () => {
    const { sink, writer } = newWriter(10, 5);
    const a = writer.add('a', 5);
    await expect(writer.add('b', 1)).rejects.toBeInstanceOf(BacklogFull);
    (await sink.begun(0)).end.resolve();
    await a;
    const c = writer.add('c', 5);
    (await sink.begun(1)).end.resolve();
    await c;
  });

  it('drains: resolves when the last write has ended, at once when there is none', async () => {
    const { sink, writer } = newWriter(1);
    await writer.drain();
    const all = [writer.add('a', 1), writer.add('b', 1)];
    const drained = writer.drain().then(() => sink.writes.length);
    (await sink.begun(0)).end.resolve();
    (await sink.begun(1)).end.resolve();
    expect(await drained).toBe(2);
    await Promise.all(all);
  });
});
