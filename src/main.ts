import { takeHangups } from './hangup.js';

// Before the rest is even loaded, which takes its time.
const onHangup = takeHangups();
const { start } = await import('./start.js');
await start(onHangup);
