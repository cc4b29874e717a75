import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/common/errors/catalogue.js';

const ROW = /^\| `([A-Z_]+)` *\| (\d+) *\| (\w+) *\| (yes|no) *\|/gm;

describe('docs/errors.md', () => {
  it('has exactly the errors of the catalogue, with their status, level and whether to retry', () => {
    const documented = [...readFileSync('docs/errors.md', 'utf8').matchAll(ROW)].map(
      ([, code, status, level, retry]) => ({
        code,
        status: Number(status),
        level,
        retryable: retry === 'yes',
      }),
    );
    const catalogue = Object.entries(ERRORS).map(([code, { status, level, retryable }]) => ({
      code,
      status,
      level,
      retryable,
    }));
    expect(documented.toSorted(byCode)).toEqual(catalogue.toSorted(byCode));
  });
});

function byCode(a: { code?: string | undefined }, b: { code?: string | undefined }): number {
  return (a.code ?? '').localeCompare(b.code ?? '');
}
