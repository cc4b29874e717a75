/** A process of its own for tests of the spool: `spool-process.ts <folder> die-after-add|stay`. */
import { FileTraceSpool } from '../../src/storage/spool/file-trace-spool.js';
import { aTrace } from './a-trace.js';

const [, , folder = '', task] = process.argv;
const spool = new FileTraceSpool({ folder, maxBytes: 1024 * 1024 });
await spool.prepare();
await spool.add({ record: aTrace({ traceId: task === 'stay' ? 'of-the-living' : 'the-last-one' }) });

if (task === 'die-after-add') process.kill(process.pid, 'SIGKILL');

process.stdout.write('added\n');
// Until it is killed.
setInterval(() => undefined, 60_000);
