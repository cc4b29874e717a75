import { type Sample, megabytes } from './memory.ts';
import type { Draft, HostileRequest } from './request.ts';
import type { Exchange } from './sending/exchange.ts';

/** Failures shown in full; the rest is counted. */
const MAX_SHOWN = 20;
const MAX_BYTES_SHOWN = 4000;

export interface Failure {
  readonly index: number;
  readonly request: HostileRequest;
  readonly exchange: Exchange;
  readonly faults: readonly string[];
}

/** Counts what came of the requests, and tells it to people. */
export class Report {
  readonly failures: Failure[] = [];
  private readonly byKind = new Map<string, number>();
  private readonly byStatus = new Map<string, number>();
  /** Asks that were answered, which a server keeps for a while. */
  asks = 0;
  private slowestMs = 0;
  private failed = 0;

  constructor(private readonly seed: number) {}

  get clean(): boolean {
    return this.failed === 0;
  }

  take(index: number, request: HostileRequest, exchange: Exchange, faults: readonly string[]): void {
    count(this.byKind, request.kind);
    if (exchange.answers.length === 0) count(this.byStatus, 'closed');
    for (const { status, body } of exchange.answers) {
      const code = status >= 400 ? /"code":"(\w+)"/.exec(body.toString('latin1'))?.[1] : undefined;
      count(this.byStatus, code === undefined ? String(status) : `${status} ${code}`);
      if (status === 200 && body.includes('"contentId"')) this.asks += 1;
    }
    if (!request.hangs) this.slowestMs = Math.max(this.slowestMs, exchange.ms);
    if (faults.length === 0) return;
    this.failed += 1;
    if (this.failures.length < MAX_SHOWN) this.failures.push({ index, request, exchange, faults });
  }

  print(seconds: number, requests: number, samples: readonly Sample[]): void {
    console.log(`\n${requests} requests in ${seconds.toFixed(0)} s, ${Math.round(requests / seconds)} a second`);
    console.log(`made as: ${listed(this.byKind)}`);
    console.log(`answered: ${listed(this.byStatus)}; the slowest after ${Math.round(this.slowestMs)} ms`);
    for (const each of samples) {
      console.log(`memory after ${each.requests}: ${megabytes(each.inUse)} MB in use, ${megabytes(each.resident)} MB resident, ${each.asks} asks answered`);
    }
    for (const failure of this.failures) this.show(failure);
    if (this.failed > this.failures.length) console.log(`… and ${this.failed - this.failures.length} more failures`);
  } // prettier-ignore

  /** A failure with all that is needed to see it again. */
  show({ index, request, exchange, faults }: Failure): void {
    console.log(`\n--- request ${index} (${request.kind}, server ${request.server})`);
    for (const fault of faults) console.log(`fault: ${fault}`);
    if (request.draft !== null) console.log(curl(request.draft));
    console.log(`sent: ${quoted(request.bytes)}`);
    for (const { status, headers, body } of exchange.answers) {
      console.log(`got ${status} ${JSON.stringify(Object.fromEntries(headers))}\n${quoted(body)}`);
    }
    console.log(`again: npm run fuzz -- --seed ${this.seed} --only ${index}`);
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([key, times]) => `${key} ×${times}`).join(', ');
} // prettier-ignore

/** Bytes as the argument of `printf`, which gives them back as they were. */
function quoted(bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString('latin1').slice(0, MAX_BYTES_SHOWN));
  return bytes.length > MAX_BYTES_SHOWN ? `${text}… (${bytes.length} bytes)` : text;
}

function curl({ method, target, headers, body }: Draft): string {
  const lines = headers.map(([name, value]) => ` -H ${arg(`${name}: ${value}`)}`).join('');
  const data = body === null ? '' : ` --data-binary ${arg(Buffer.from(body).toString().slice(0, MAX_BYTES_SHOWN))}`;
  return `curl -i --path-as-is -X ${arg(method)}${lines}${data} ${arg(`$URL${target}`)}`;
} // prettier-ignore

function arg(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
