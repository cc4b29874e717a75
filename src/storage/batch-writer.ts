/** Where batches go. */
export interface BatchSink<Item> {
  /** All or nothing; resolves when the items are stored for good. */
  write(items: readonly Item[]): Promise<void>;
  /** Whether `error` is the fault of an item rather than of the store. */
  blamesItem(error: unknown): boolean;
}

export interface BatchLimits {
  /** Items in one write. */
  readonly batchItems: number;
  /** Sum of the sizes of everything that is not written yet. */
  readonly pendingSize: number;
}

/** There is too much to write already: the store is down or too slow. */
export class BacklogFull extends Error {
  override readonly name = 'BacklogFull';
}

interface Entry<Item> {
  readonly item: Item;
  readonly size: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: what is added during one turn of the event loop, or while an earlier batch is being
 * written, goes out as one write. Batches go one after the other, so a later item never overtakes an
 * earlier one.
 */
export class BatchWriter<Item> {
  private waiting: Entry<Item>[] = [];
  /** Of a batch that was refused for one of them: they go one by one, before anything else. */
  private suspects: Entry<Item>[] = [];
  private pendingSize = 0;
  private running: Promise<void> | null = null;

  constructor(
    private readonly sink: BatchSink<Item>,
    private readonly limits: BatchLimits,
  ) {}

  /**
   * Resolves when the item is stored; rejects with the sink's error.
   * @throws BacklogFull at once, when there is no room for `size` more.
   */
  async add(item: Item, size: number): Promise<void> {
    if (this.pendingSize + size > this.limits.pendingSize) {
      throw new BacklogFull(`${this.waiting.length} items wait already`);
    }
    this.pendingSize += size;
    try {
      await new Promise<void>((resolve, reject) => {
        this.waiting.push({ item, size, resolve, reject });
        this.running ??= this.run();
      });
    } finally {
      this.pendingSize -= size;
    }
  }

  /** Resolves when nothing is left to write. */
  async drain(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private async run(): Promise<void> {
    await endOfTurn();
    for (let batch = this.nextBatch(); batch.length > 0; batch = this.nextBatch()) await this.commit(batch);
    this.running = null;
  }

  private nextBatch(): Entry<Item>[] {
    return this.suspects.length > 0
      ? this.suspects.splice(0, 1)
      : this.waiting.splice(0, this.limits.batchItems);
  }

  private async commit(batch: Entry<Item>[]): Promise<void> {
    try {
      await this.sink.write(batch.map(({ item }) => item));
      for (const entry of batch) entry.resolve();
    } catch (error) {
      for (const entry of this.failedBy(error, batch)) entry.reject(error);
    }
  }

  /** Whom `error` concerns; the others of the batch are to be written again. */
  private failedBy(error: unknown, batch: Entry<Item>[]): Entry<Item>[] {
    // Where the store failed and not an item, all that waits is spared waiting for the same answer.
    if (!this.sink.blamesItem(error))
      return [...batch, ...this.suspects.splice(0), ...this.waiting.splice(0)];
    if (batch.length === 1) return batch;
    this.suspects = batch;
    return [];
  }
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
