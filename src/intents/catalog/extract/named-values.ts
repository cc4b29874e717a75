/** A model's values by name. Models change the case of a name, its width or the space around it. */
export class NamedValues {
  private readonly exact: ReadonlyMap<string, unknown>;
  private readonly similar: ReadonlyMap<string, unknown>;

  constructor(values: Readonly<Record<string, unknown>>) {
    const entries = Object.entries(values);
    this.exact = new Map(entries);
    this.similar = new Map(entries.map(([name, value]) => [comparable(name), value]));
  }

  get size(): number {
    return this.exact.size;
  }

  has(name: string): boolean {
    return this.exact.has(name) || this.similar.has(comparable(name));
  }

  get(name: string): unknown {
    return this.exact.has(name) ? this.exact.get(name) : this.similar.get(comparable(name));
  }
}

function comparable(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
