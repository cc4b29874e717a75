import { Pool } from 'undici';

export interface Target {
  readonly name: string;
  readonly url: string;
  readonly path: string;
  readonly headers: (index: number) => Readonly<Record<string, string>>;
  /** Called for every request: asks must differ, or they would be joined. */
  readonly body: (index: number) => string;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
}

/** Sends `requests` requests, `concurrency` at a time. @throws Error when one is not answered with 200 */
export async function load(target: Target, requests: number, concurrency: number): Promise<LoadResult> {
  const pool = new Pool(target.url, { connections: concurrency });
  const latencies: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < requests) {
      const begun = performance.now();
      await send(pool, target, next++);
      latencies.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  return { requests, seconds, latencies: latencies.toSorted((a, b) => a - b) };
}

async function send(pool: Pool, { name, path, headers, body }: Target, index: number): Promise<void> {
  const response = await pool.request({ method: 'POST', path, headers: headers(index), body: body(index) });
  const text = await response.body.text();
  if (response.statusCode !== 200)
    throw new Error(`${name} answered ${response.statusCode}: ${text.slice(0, 300)}`);
}

/** @param share from 0 to 1 */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  return quantile(
    numbers.toSorted((a, b) => a - b),
    0.5,
  );
}
