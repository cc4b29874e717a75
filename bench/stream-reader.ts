import { createParser } from 'eventsource-parser';
import type { Pool } from 'undici';
import type { Target } from './load.ts';

/** A streamed answer that is being read. */
export interface OpenStream {
  /** Milliseconds from the request to the first words. */
  readonly firstTokenMs: number;
  /** Resolves when the answer is whole; rejects when it is cut off. */
  readonly whole: Promise<void>;
}

/** Resolves when the first words are there. @throws Error when the stream is refused or has no words */
export async function openStream(
  pool: Pool,
  target: Target,
  index: number,
  body: string,
): Promise<OpenStream> {
  const begun = performance.now();
  const { name, path } = target;
  const response = await pool.request({ method: 'POST', path, headers: target.headers(index), body });
  if (response.statusCode !== 200) throw new Error(`${name} answered ${response.statusCode}`);
  const first = Promise.withResolvers<number>();
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'delta' || data.includes('"content":')) first.resolve(performance.now() - begun);
    },
  });
  const read = async (): Promise<void> => {
    for await (const bytes of response.body.setEncoding('utf8')) parser.feed(String(bytes));
    first.reject(new Error(`${name} ended without a word`));
  };
  const whole = read();
  whole.catch(first.reject);
  return { firstTokenMs: await first.promise, whole };
}
