import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run fuzz -- [options]

  --requests <n>     how many hostile requests to send (100000)
  --seed <n>         the same seed makes the same requests; any when absent, and it is printed
  --only <index>     sends one request of that seed again, and shows what comes back
  --concurrency <n>  requests at the same time (64)
  --openclaw         a fake OpenClaw gateway answers instead of the local agent
  --url <url>        a server that runs already, instead of starting some: then JWT_SECRET must be its secret,
                     its limits stay as they are, and its memory is only shown`;

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  readonly only: number | undefined;
  readonly concurrency: number;
  readonly openclaw: boolean;
  readonly url: string | undefined;
}

/** @throws Error with the usage when the arguments make no sense */
export function readOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '100000' },
      seed: { type: 'string' },
      only: { type: 'string' },
      concurrency: { type: 'string', default: '64' },
      openclaw: { type: 'boolean', default: false },
      url: { type: 'string' },
    },
  });
  return {
    requests: whole('requests', values.requests, 1),
    seed: values.seed === undefined ? Date.now() % 2 ** 31 : whole('seed', values.seed, 0),
    only: values.only === undefined ? undefined : whole('only', values.only, 0),
    concurrency: whole('concurrency', values.concurrency, 1),
    openclaw: values.openclaw,
    url: values.url?.replace(/\/+$/, ''),
  };
}

function whole(name: string, text: string, min: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min)) throw new Error(`--${name} must be a whole number from ${min}\n\n${USAGE}`);
  return value;
}
