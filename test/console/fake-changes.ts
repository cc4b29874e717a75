import type { JsonObject } from '../../src/config/changes/config-change.js';
import type { ChangeView } from '../../src/ops/changes/change.dto.js';

type Made = Pick<ChangeView, 'action' | 'reason' | 'value'> & Partial<ChangeView>;

/** What the server says instead of a change. */
export interface FakeRefusal {
  readonly status: number;
  readonly problem: { readonly code: string; readonly detail: string; readonly errors?: readonly object[] };
}

/** What was changed about one intent or flag, over what the files say; as the server counts and restores it. */
export class FakeChanges {
  /** Oldest first. */
  readonly made: ChangeView[] = [];

  constructor(
    private readonly kind: ChangeView['kind'],
    private readonly key: string,
    readonly files: JsonObject | null,
    /** What a value comes to, laid over the files. */
    private readonly over: (value: JsonObject) => JsonObject,
  ) {}

  get newest(): ChangeView | null {
    return this.made.at(-1) ?? null;
  }

  /** Whether something lies over the files. */
  get isChanged(): boolean {
    return (this.newest?.value ?? null) !== null;
  }

  get version(): number {
    return this.made.length;
  }

  get current(): JsonObject | null {
    return this.newest === null ? this.files : this.newest.after;
  }

  make(change: Made): void {
    const version = this.version + 1;
    const after = change.value === null ? this.files : this.over(change.value);
    this.made.push({
      id: `${this.kind}-${this.key}-${version}`,
      kind: this.kind,
      key: this.key,
      version,
      by: 'u_operator',
      at: new Date(Date.now() - 60_000).toISOString(),
      restores: null,
      before: this.current,
      after,
      evidence: null,
      ...change,
    });
  }

  /** Back to a version, or to the one before. */
  rollBack({ to, reason = 'rolled back' }: { to?: number; reason?: string }): FakeRefusal | null {
    const { newest } = this;
    const standsFor = newest === null ? 0 : (newest.restores ?? newest.version);
    if (to === undefined && standsFor === 0)
      return refusal('NOTHING_TO_ROLL_BACK', 'It is as the files say.');
    const restores = to ?? standsFor - 1;
    const value = this.made[restores - 1]?.value ?? null;
    this.make({ action: 'rollback', reason, restores, value });
    return null;
  }

  /** What speaks against a change by somebody who has seen this version. */
  conflictWith(seen: number | undefined): FakeRefusal | null {
    return seen === undefined || seen === this.version
      ? null
      : refusal('CHANGE_CONFLICT', `It was changed meanwhile: version ${this.version}.`);
  }

  /** A page of it, newest first. */
  page(limit: number, cursor: string): { changes: ChangeView[]; nextCursor: string | null } {
    const from = Number(cursor === '' ? 0 : cursor);
    const changes = this.made.toReversed().slice(from, from + limit);
    const end = from + changes.length;
    return { changes, nextCursor: end < this.version ? String(end) : null };
  }
}

function refusal(code: string, detail: string): FakeRefusal {
  return { status: 409, problem: { code, detail } };
}
