import { describe, expect, it } from 'vitest';
import { previousVersion, undoesTheServer } from './rollback.js';

describe('a rollback', () => {
  it('leads to the version before, and further back when it is repeated', () => {
    expect(previousVersion({ version: 3, restores: null })).toBe(2);
    expect(previousVersion({ version: 4, restores: 2 })).toBe(1);
    expect(previousVersion({ version: 5, restores: 1 })).toBe(0);
  });

  it('leads nowhere from the files', () => {
    expect(previousVersion({ version: 6, restores: 0 })).toBeNull();
    expect(previousVersion(null)).toBeNull();
  });

  it('may bring back what the server has taken back', () => {
    const newest = { version: 3, restores: null, action: 'auto-rollback' } as const;
    expect(undoesTheServer(newest, 2)).toBe(true);
    expect(undoesTheServer(newest, 1)).toBe(false);
    expect(undoesTheServer({ ...newest, action: 'set' }, 2)).toBe(false);
    expect(undoesTheServer(null, null)).toBe(false);
  });
});
