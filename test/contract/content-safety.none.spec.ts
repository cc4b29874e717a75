import { NoContentSafety } from '../../src/safety/no-content-safety.js';
import { describeContentSafety } from './content-safety.contract.js';

describeContentSafety('none', async () => {
  const safety = new NoContentSafety();
  return { safety, userId: 'u_1', close: () => safety.close() };
});
