import { expect, it } from 'vitest';
import { RunLengths } from './run-lengths.js';

it('keeps the mean length of late, of each model and of all', () => {
  const lengths = new RunLengths();
  expect([lengths.of('fast'), lengths.ofAll()]).toEqual([0, 0]);
  expect([lengths.of('fast', 4000), lengths.ofAll(5000)]).toEqual([4000, 5000]);

  lengths.add('fast', 1000);
  lengths.add('strong', 9000);
  expect([lengths.of('fast'), lengths.of('strong'), lengths.ofAll()]).toEqual([1000, 9000, 1800]);

  lengths.add('fast', 2000);
  expect(lengths.of('fast')).toBeCloseTo(1100);
  expect(lengths.of('fast', 4000)).toBeCloseTo(1100);
});
