import { z } from 'zod';
import type { FuzzedServer } from './server.ts';

const MEGABYTE = 1024 * 1024;

/** Of the requests, so many only fill what is bounded: caches, tables of callers, compiled code. */
export const WARM_UP = 0.3;
/** What may be in use afterwards beyond the asks that are kept: caches that are not at their bound yet, measuring errors. */
const SLACK_BYTES = 16 * MEGABYTE;
/** An ask that was answered stays readable for ten minutes (`KEPT_MS`), with its events and its answer. */
const KEPT_ASK_BYTES = 8 * 1024;
/** The heap grows in steps, and what the system gave is not given back at once. */
const RESIDENT_SLACK_BYTES = 128 * MEGABYTE;

export interface Sample {
  readonly requests: number;
  /** Asks answered so far. */
  readonly asks: number;
  /** After a collection: the heap, and what lies outside of it. Bytes. */
  readonly inUse: number;
  /** What `/metrics` says that the process takes. Bytes. */
  readonly resident: number;
}

export async function sample(server: FuzzedServer, requests: number, asks: number): Promise<Sample> {
  const inUse = await server.inUse();
  return { requests, asks, inUse, resident: await residentMemory(server.url) };
}

/** What `process_resident_memory_bytes` of a server says. */
export async function residentMemory(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return z.coerce.number().parse(/^\w*process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1]);
}

/** What grew beyond what is kept by design, from the end of the warm-up to the last sample. */
export function memoryFaults(samples: readonly Sample[]): string[] {
  const last = samples.at(-1);
  const first = samples.find(({ requests }) => last !== undefined && requests >= last.requests * WARM_UP);
  if (last === undefined || first === undefined) return [];
  const kept = (last.asks - first.asks) * KEPT_ASK_BYTES;
  const grown = last.inUse - first.inUse;
  const resident = last.resident - first.resident;
  return [
    ...(grown > SLACK_BYTES + kept ? [`memory in use grew by ${megabytes(grown)} MB, more than ${megabytes(SLACK_BYTES + kept)}`] : []),
    ...(resident > RESIDENT_SLACK_BYTES + kept ? [`resident memory grew by ${megabytes(resident)} MB`] : []),
  ];
} // prettier-ignore

export function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(1);
}
