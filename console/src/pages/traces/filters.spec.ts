import { describe, expect, it } from 'vitest';
import { activeCount, filtersOf, isTraceId, queryOf, withFilter } from './filters.js';

const NOW = Date.UTC(2026, 2, 1);

describe('the filters of the trace list', () => {
  it('are what the address says', () => {
    const filters = filtersOf(new URLSearchParams('traceId=t-1&status=failed&nonsense=1'));
    expect(filters).toMatchObject({ traceId: 't-1', status: 'failed', userId: '' });
    expect(filters).not.toHaveProperty('nonsense');
  });

  it('reach back from now by their range', () => {
    expect(queryOf(filtersOf(new URLSearchParams('range=1h')), NOW)).toMatchObject({ from: NOW - 3_600_000 });
  });

  it.each(['', 'range=constructor', 'range=custom&from=yesterday'])(
    'leave the time open for ?%s',
    (search) => {
      expect(queryOf(filtersOf(new URLSearchParams(search)), NOW)).toMatchObject({ from: null });
    },
  );

  it('take the times of a custom range', () => {
    const query = queryOf(filtersOf(new URLSearchParams('range=custom&from=2026-03-01T08:00')), NOW);
    expect(query).toMatchObject({ from: new Date('2026-03-01T08:00').getTime(), to: null });
    expect(query).not.toHaveProperty('range');
  });

  it('change one at a time, and drop the times with the range that they belong to', () => {
    const params = new URLSearchParams('range=custom&from=2026-03-01T08:00&status=failed');
    expect(withFilter(params, 'status', '').toString()).toBe('range=custom&from=2026-03-01T08%3A00');
    expect(withFilter(params, 'range', '1h').toString()).toBe('range=1h&status=failed');
  });

  it('are counted without the search and the times of a range', () => {
    const params = 'traceId=t&range=custom&from=2026-03-01T08:00&status=failed';
    expect(activeCount(filtersOf(new URLSearchParams(params)))).toBe(2);
  });

  it.each([
    ['1710000000000', true],
    ['a_b.c:d-e', true],
    ['with space', false],
    ['', false],
    ['x'.repeat(65), false],
  ])('know whether %j can be a traceId', (text, expected) => {
    expect(isTraceId(text)).toBe(expected);
  });
});
