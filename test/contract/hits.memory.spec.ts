import { RecentHits } from '../../src/limits/hits/recent-hits.js';
import { FakeClock } from '../support/fake-clock.js';
import { describeHits } from './hits.contract.js';

describeHits('memory', async () => {
  const clock = new FakeClock();
  return {
    hits: new RecentHits(clock),
    pass: async (ms) => clock.advance(ms),
    close: async () => {},
  };
});
