import { describe, expect, it } from 'vitest';
import { aSnapshot } from '../../../test/support/a-snapshot.js';
import { checkSpool } from './check-spool.js';

describe('checkSpool', () => {
  it.each([
    ['spool', 'sqlite::memory:', ['DATABASE_URL']],
    ['spool', 'sqlite:./data/miniask.db', []],
    ['spool', 'postgres://user:pass@db/miniask', []],
    ['refuse', 'sqlite::memory:', []],
  ] as const)('of %s with %s tells of %j', (storageFailure, databaseUrl, told) => {
    const { environment } = aSnapshot({ environment: { storageFailure } });
    const issues = checkSpool(environment, databaseUrl);
    expect(issues.map(({ path }) => path)).toEqual(told);
    expect(issues.every(({ severity }) => severity === 'warning')).toBe(true);
  });
});
