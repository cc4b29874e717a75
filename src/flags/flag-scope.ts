import { AsyncLocalStorage } from 'node:async_hooks';
import type { Snapshot } from '../config/snapshot.js';

/**
 * The flags that an evaluation is about: those of the snapshot that its request began with. OpenFeature knows one
 * provider for the whole process, which finds here whom it answers.
 */
export const flagScope = new AsyncLocalStorage<Snapshot['flags']>();
