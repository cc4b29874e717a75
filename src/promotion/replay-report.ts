import { z } from 'zod';
import { type Fault, faultsOf, formatPath } from '../config/faults.js';
import { readText } from '../config/files/read-text.js';
import { UnreadableFile } from '../config/files/unreadable.js';
import type { Proof } from '../replays/evidence.js';

/** Five hundred asks with a dozen assertions each, and room. */
const MAX_BYTES = 16 * 1_048_576;

const count = z.int({ error: 'must be a number of asks' });

/** As much of `GET /v1/ops/replays/{id}` as proves something. */
const report = z.object({
  id: z.string({ error: 'must be text' }),
  intent: z.string({ error: 'must be text' }),
  profile: z.string({ error: 'must be text' }),
  profileDigest: z.string({ error: 'must be text' }),
  eval: z.string({ error: 'must be text or null' }).nullable(),
  status: z.enum(['running', 'complete', 'cancelled', 'failed'], { error: 'must be the status of a batch' }),
  agent: z
    .enum(['openclaw', 'local'], { error: 'must be openclaw, local or null' })
    .nullish()
    .transform((agent) => agent ?? undefined),
  startedAt: z.iso.datetime({ error: 'must be a time' }).transform((time) => Date.parse(time)),
  filter: z.record(z.string(), z.unknown(), { error: 'must be a filter' }),
  summary: z
    .object(
      {
        verdict: z.enum(['pass', 'fail'], { error: 'must be pass or fail' }),
        reasons: z.array(z.string({ error: 'must be text' }), { error: 'must be a list' }),
        baseline: z.object({ count, errors: count }, { error: 'must be the figures of the originals' }),
      },
      { error: 'must be a summary, or null' },
    )
    .nullable(),
});

/** A batch replay as somebody saved it from a server. */
export interface ReplayReport extends Proof, Omit<z.output<typeof report>, keyof Proof | 'summary'> {
  readonly file: string;
}

/** The file is no batch replay; the message names it and says why. */
export class NotAReport extends Error {
  override readonly name = 'NotAReport';
}

/** @throws NotAReport */
export function readReport(file: string): ReplayReport {
  const result = report.safeParse(parse(file), { reportInput: true });
  if (result.success) {
    const { summary, ...batch } = result.data;
    return { file, ...batch, result: summary };
  }
  const [fault] = faultsOf(result.error.issues);
  throw new NotAReport(`${file} is not what GET /v1/ops/replays/{id} answers: ${describe(fault)}`);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readText(file, MAX_BYTES));
  } catch (error) {
    if (error instanceof UnreadableFile) throw new NotAReport(`${file} ${error.message}`);
    throw new NotAReport(`${file} is no JSON`);
  }
}

function describe(fault: Fault | undefined): string {
  if (fault === undefined) return 'it is something else';
  return `${formatPath(fault.path) || 'all of it'} ${fault.message}`;
}
