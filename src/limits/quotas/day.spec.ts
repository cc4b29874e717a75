import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Days } from './day.js';

const HOUR_MS = 3_600_000;
const at = (text: string): number => Date.parse(text);
const shown = (zone: string, moment: string) => {
  const { from, to } = new Days(zone).dayOf(at(moment));
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), hours: (to - from) / HOUR_MS };
};

describe('a day', () => {
  it.each([
    ['Asia/Shanghai', '2026-01-01T00:00:00Z', '2025-12-31T16:00:00.000Z', 24],
    ['Asia/Shanghai', '2025-12-31T15:59:59.999Z', '2025-12-30T16:00:00.000Z', 24],
    ['Asia/Shanghai', '2025-12-31T16:00:00Z', '2025-12-31T16:00:00.000Z', 24],
    ['UTC', '2026-02-28T23:59:59Z', '2026-02-28T00:00:00.000Z', 24],
    ['Asia/Kolkata', '2026-06-01T12:00:00Z', '2026-05-31T18:30:00.000Z', 24],
    // Clocks go forward and back in the night …
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z', 23],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', 25],
    // … at midnight itself, so that a day begins at one …
    ['America/Santiago', '2026-09-06T12:00:00Z', '2026-09-06T04:00:00.000Z', 23],
    // … or lasts an hour longer before it ends …
    ['America/Havana', '2026-11-01T12:00:00Z', '2026-11-01T04:00:00.000Z', 25],
    // … by half an hour …
    ['Australia/Lord_Howe', '2026-04-05T00:00:00Z', '2026-04-04T13:00:00.000Z', 24.5],
    // … and once there was no 30 December.
    ['Pacific/Apia', '2011-12-29T12:00:00Z', '2011-12-29T10:00:00.000Z', 24],
  ])('of %s that holds %s begins at %s and has %d hours', (zone, moment, from, hours) => {
    expect(shown(zone, moment)).toMatchObject({ from, hours });
  });

  it('holds its moment, is known by any of its moments, and is followed by another', () => {
    const zones = fc.constantFrom(
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/New_York',
      'Pacific/Chatham',
      'UTC',
    );
    const moments = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    const property = fc.property(zones, moments, (zone, moment) => {
      const days = new Days(zone);
      const day = days.dayOf(moment);
      expect(day.from).toBeLessThanOrEqual(moment);
      expect(day.to).toBeGreaterThan(moment);
      expect(new Days(zone).dayOf(day.from)).toEqual(day);
      expect(new Days(zone).dayOf(day.to - 1)).toEqual(day);
      expect(days.dayOf(day.to).from).toBe(day.to);
      expect(new Days(zone).dayOf(day.from - 1).to).toBe(day.from);
    });
    fc.assert(property, { numRuns: 60 });
  });
});
