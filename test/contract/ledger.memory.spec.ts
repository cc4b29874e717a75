import { MemoryLedger } from '../../src/limits/quotas/memory-ledger.js';
import { OnRecord, describeLedger } from './ledger.contract.js';

describeLedger('memory', async () => {
  const record = new OnRecord();
  return { ledger: new MemoryLedger(record.of), record, close: async () => {} };
});
