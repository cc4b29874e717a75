/** Somebody who waits. */
export interface Waiting {
  /** Those of one lane take turns with other lanes, however many they are. */
  readonly lane: string;
}

/**
 * First come, first served within a lane; round robin between lanes. Bounded, but for those who go on with
 * what they have begun: they come before all lanes. When it is full, the longest lane gives room to shorter ones, so
 * that no lane can keep the others out.
 */
export class FairQueue<Item extends Waiting> {
  private readonly goingOn: Item[] = [];
  /** Lanes in the order of their turns; none is ever empty. */
  private readonly lanes = new Map<string, Item[]>();
  private length = 0;

  /** @param capacity how many may wait, over all lanes */
  constructor(private readonly capacity: number) {}

  get size(): number {
    return this.length + this.goingOn.length;
  }

  /** @returns who has no room: nobody, the last of the longest lane, or the item itself */
  add(item: Item): Item | undefined {
    const pushedOut = this.length < this.capacity ? undefined : this.lastOfLongerLane(item.lane);
    if (this.length >= this.capacity && pushedOut === undefined) return item;
    if (pushedOut !== undefined) this.remove(pushedOut);
    const lane = this.lanes.get(item.lane);
    if (lane === undefined) this.lanes.set(item.lane, [item]);
    else lane.push(item);
    this.length += 1;
    return pushedOut;
  }

  /** There is always room for one who goes on. */
  addGoingOn(item: Item): void {
    this.goingOn.push(item);
  }

  /** Takes the next one that `fits`, which may not be the first: another model may be free. */
  take(fits: (item: Item) => boolean): Item | undefined {
    const first = this.goingOn.find(fits);
    if (first !== undefined) {
      this.remove(first);
      return first;
    }
    for (const [name, items] of this.lanes) {
      const item = items.find(fits);
      if (item === undefined) continue;
      this.remove(item);
      this.toTheEnd(name);
      return item;
    }
    return undefined;
  }

  /** Those of them that `count` and would be taken, at most, before one more of this lane. */
  ahead(lane: string, count: (item: Item) => boolean): readonly Item[] {
    const turns = (this.lanes.get(lane) ?? []).filter(count).length;
    const inTurn = [...this.lanes].flatMap(([name, items]) =>
      items.filter(count).slice(0, name === lane ? turns : turns + 1),
    );
    return [...this.goingOn.filter(count), ...inTurn];
  }

  /** Forgets somebody who waits no more; harmless when it is not there. */
  remove(item: Item): void {
    const goesOn = this.goingOn.indexOf(item);
    if (goesOn >= 0) this.goingOn.splice(goesOn, 1);
    const lane = this.lanes.get(item.lane);
    const at = lane?.indexOf(item) ?? -1;
    if (lane === undefined || at < 0) return;
    lane.splice(at, 1);
    this.length -= 1;
    if (lane.length === 0) this.lanes.delete(item.lane);
  }

  /** Of the longest one, if it is longer than this lane would be with one more. */
  private lastOfLongerLane(name: string): Item | undefined {
    let longest: readonly Item[] = [];
    for (const items of this.lanes.values()) if (items.length > longest.length) longest = items;
    const withOneMore = (this.lanes.get(name)?.length ?? 0) + 1;
    return longest.length > withOneMore ? longest.at(-1) : undefined;
  }

  private toTheEnd(name: string): void {
    const lane = this.lanes.get(name);
    if (lane === undefined) return;
    this.lanes.delete(name);
    this.lanes.set(name, lane);
  }
}
