import type { AskFigures } from '../../trace/trace-figures.js';
import { GroupFigures } from './group-figures.js';

/** Asks added up by intent and profile. */
export class GroupedFigures {
  private readonly groups = new Map<string, GroupFigures>();

  get size(): number {
    return this.groups.size;
  }

  add(ask: AskFigures): void {
    this.groupOf(ask).add(ask);
  }

  merge(other: GroupedFigures, matches: (group: GroupFigures) => boolean = () => true): void {
    for (const group of other.groups.values()) if (matches(group)) this.groupOf(group).merge(group);
  }

  /** By intent, then by profile; what has none comes last. */
  sorted(): readonly GroupFigures[] {
    return [...this.groups.values()].toSorted(
      (one, other) => compare(one.intent, other.intent) || compare(one.profile, other.profile),
    );
  }

  private groupOf({ intent, profile }: Pick<GroupFigures, 'intent' | 'profile'>): GroupFigures {
    // No stored name holds a NUL, and none is empty that counts as a name.
    const key = `${intent ?? ''}\0${profile ?? ''}`;
    const kept = this.groups.get(key);
    if (kept !== undefined) return kept;
    const group = new GroupFigures(intent, profile);
    this.groups.set(key, group);
    return group;
  }
}

function compare(one: string | null, other: string | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
