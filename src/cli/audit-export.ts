import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { FORMATS, type Format, isFormat } from '../audit-export/audit-lines.js';
import { exportPeriod } from '../audit-export/export-period.js';
import { AppError } from '../common/errors/app-error.js';
import { toEpochMs } from '../common/text/epoch-ms.js';
import type { Env } from '../config/environment/read-variables.js';
import { openDatabase } from '../storage/database.js';
import { openEngine } from '../storage/dialects/index.js';
import { SqlAuditStore } from '../storage/repositories/sql-audit-store.js';
import { DatabaseUnusable } from '../storage/storage-errors.js';
import type { Period } from '../trace/audit-store.js';
import { CannotExport, databaseUrlOf } from './export-source.js';
import { systemCode, writeNewFile } from './new-file.js';
import { disorderOf } from './period.js';
import { takeEnvFileOrExit } from './take-env-file.js';

const USAGE = `Usage: npm run --silent audit:export -- --from <time> --to <time> [options]

Writes the records of the answers that were given in a period, oldest first: which, when, to whom, labelled how. The
server may run meanwhile. DATABASE_URL says where they are, as for the server.

  --from <time>      the first moment of the period
  --to <time>        the first moment behind it
                     both ISO 8601: 2026-03-01T00:00:00+08:00, with the offset; a date alone begins at midnight UTC
  --format <format>  ${FORMATS.join(' or ')}; default ${FORMATS[0]}
  --out <file>       a file that is not there yet; default is standard output`;

interface Request {
  readonly period: Period;
  readonly format: Format;
  readonly out: string | undefined;
}

export interface ExportOutput {
  /** Where records go without `--out`. Stays open. */
  readonly records: Writable;
  /** What there is to say about them. */
  readonly say: (line: string) => void;
}

/**
 * Writes the records of a period.
 * @returns the exit code: 1 when they could not be written, 2 for wrong arguments
 */
export async function auditExport(args: readonly string[], env: Env, output: ExportOutput): Promise<number> {
  const request = parse(args);
  if (typeof request === 'string') {
    output.say(`${request}\n\n${USAGE}`);
    return 2;
  }
  try {
    const count = await write(request, databaseUrlOf(env), output.records);
    const { from, to } = request.period;
    output.say(`${count} ${count === 1 ? 'record' : 'records'}, from ${iso(from)} until before ${iso(to)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof CannotExport || error instanceof DatabaseUnusable || error instanceof AppError))
      throw error;
    output.say(
      error instanceof AppError && error.cause instanceof Error ? error.cause.message : error.message,
    );
    return 1;
  }
}

async function write({ period, format, out }: Request, url: string, stdout: Writable): Promise<number> {
  const database = await openDatabase(openEngine(url, { mustExist: true }));
  try {
    const { text, count } = exportPeriod(new SqlAuditStore(database), period, format);
    if (out === undefined) await pipeline(text, stdout, { end: false }).catch(unlessNobodyReads);
    else await writeNewFile(out, text);
    return count();
  } finally {
    await database.close();
  }
}

/** As when the lines go to `head`. */
function unlessNobodyReads(error: unknown): void {
  if (systemCode(error) !== 'EPIPE') throw error;
}

/** @returns what is wrong with the arguments, when it is a text */
function parse(args: readonly string[]): Request | string {
  const values = valuesOf(args);
  if (typeof values === 'string') return values;
  const { from, to, format = FORMATS[0], out } = values;
  if (from === undefined || to === undefined) return '--from and --to are needed';
  const period = { from: toEpochMs(from), to: toEpochMs(to) };
  if (Number.isNaN(period.from))
    return `--from: "${from}" is no time, such as 2026-03-01 or 2026-03-01T00:00:00+08:00`;
  if (Number.isNaN(period.to))
    return `--to: "${to}" is no time, such as 2026-04-01 or 2026-04-01T00:00:00+08:00`;
  const disorder = disorderOf(period);
  if (disorder !== undefined) return disorder;
  if (!isFormat(format)) return `--format must be ${FORMATS.join(' or ')}`;
  if (out === '') return '--out must name a file';
  return { period, format, out };
}

function valuesOf(args: readonly string[]) {
  try {
    const options = {
      from: { type: 'string' },
      to: { type: 'string' },
      format: { type: 'string' },
      out: { type: 'string' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return error instanceof Error ? error.message : 'the arguments cannot be read';
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

if (import.meta.main) {
  takeEnvFileOrExit(1);
  const output = { records: process.stdout, say: console.error };
  process.exitCode = await auditExport(process.argv.slice(2), process.env, output);
}
