import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { DurableTraces } from '../trace/durable-traces.js';
import { OwedTraces } from '../trace/owed-traces.js';
import { TraceSpool } from '../trace/trace-spool.js';
import { TraceTally } from '../trace/trace-tally.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What Prometheus learns of records that the store did not take, read at the moment of the scrape. */
@Injectable()
export class StorageMetrics {
  readonly metrics: readonly (Counter | Gauge)[];

  constructor(
    { registry }: MetricsRegistry,
    traces: DurableTraces,
    owed: OwedTraces,
    spool: TraceSpool,
    tally: TraceTally,
  ) {
    const registers = [registry];
    const gauge = (name: string, help: string, value: () => number | Promise<number>): Gauge =>
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          this.set(await value());
        },
      });
    const counter = (name: string, help: string, value: () => number): Counter =>
      newCounter(registers, name, help, value);
    this.metrics = [
      gauge('miniask_storage_down', '1 when the database took no record last', () => Number(traces.isDown)),
      counter(
        'miniask_storage_failures_total',
        'Records that the database did not take',
        () => tally.failures,
      ),
      gauge(
        'miniask_spool_records',
        'Records that wait on the disk for the database',
        () => spool.status.records,
      ),
      gauge('miniask_spool_bytes', 'Bytes of records that wait on the disk', () => spool.status.bytes),
      counter('miniask_spooled_total', 'Records that were put on the disk', () => tally.spooled),
      counter(
        'miniask_drained_total',
        'Records that came from the disk into the database',
        () => tally.drained,
      ),
      counter(
        'miniask_spool_set_aside_total',
        'Records that were put aside since the start',
        () => spool.status.setAside,
      ),
      gauge(
        'miniask_spool_aside_files',
        'Files of records that wait for somebody to look at them; NaN when the folder cannot be read',
        () => countAside(spool),
      ),
      gauge('miniask_owed_traces', 'Final records that wait in memory', () => owed.count),
      counter('miniask_traces_dropped_total', 'Records that are lost', () => tally.dropped),
    ];
  }
}

function newCounter(registers: Registry[], name: string, help: string, value: () => number): Counter {
  return new Counter({
    name,
    help,
    registers,
    collect() {
      this.reset();
      this.inc(value());
    },
  });
}

async function countAside(spool: TraceSpool): Promise<number> {
  try {
    return (await spool.asideFiles()).length;
  } catch {
    // One that is unknown must not take the others along.
    return NaN;
  }
}
