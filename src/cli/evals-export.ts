import { NestFactory } from '@nestjs/core';
import { SystemClock } from '../common/clock.js';
import { AppError } from '../common/errors/app-error.js';
import type { Env } from '../config/environment/read-variables.js';
import { ConfigurationError } from '../config/issues.js';
import type { Profile } from '../config/snapshot.js';
import { type ExportedAsks, exportAsks } from '../evals-export/export-asks.js';
import { promptfooFile } from '../evals-export/promptfoo-file.js';
import { AskBodyPipe } from '../intents/ask-body.pipe.js';
import { IntentsModule } from '../intents/intents.module.js';
import { openDatabase } from '../storage/database.js';
import { openEngine } from '../storage/dialects/index.js';
import { SqlTraceStore } from '../storage/repositories/sql-trace-store.js';
import { DatabaseUnusable } from '../storage/storage-errors.js';
import { type ExportRequest, USAGE, exportRequestOf } from './evals-export-arguments.js';
import { evalOf, profileOf, targetOf } from './evals-export-choices.js';
import { CannotExport, databaseUrlOf, snapshotOf } from './export-source.js';
import { writeNewFile } from './new-file.js';
import { takeEnvFileOrExit } from './take-env-file.js';

/**
 * Writes recorded asks as a configuration of promptfoo.
 * @returns the exit code: 1 when there is nothing to write or it could not be written, 2 for wrong arguments
 */
export async function evalsExport(
  args: readonly string[],
  env: Env,
  say: (line: string) => void,
): Promise<number> {
  const request = exportRequestOf(args);
  if (typeof request === 'string') {
    say(`${request}\n\n${USAGE}`);
    return 2;
  }
  try {
    for (const line of await write(request, env)) say(line);
    return 0;
  } catch (error) {
    const isExpected =
      error instanceof CannotExport ||
      error instanceof DatabaseUnusable ||
      error instanceof ConfigurationError;
    if (!isExpected && !(error instanceof AppError)) throw error;
    say(error instanceof AppError && error.cause instanceof Error ? error.cause.message : error.message);
    return 1;
  }
}

/** @returns what there is to say about the file */
async function write(request: ExportRequest, env: Env): Promise<string[]> {
  const snapshot = snapshotOf(env);
  const found = evalOf(request, snapshot);
  const profile = profileOf(request, snapshot);
  const { tests, unusable } = await readAsks(request, databaseUrlOf(env), profile);
  if (tests.length === 0) throw new CannotExport(nothingFound(unusable));
  const { text, leftOut } = promptfooFile(found, targetOf(request, profile, snapshot), tests);
  await writeNewFile(request.out, [text]);
  return [
    ...leftOut.map((line) => `left out, as promptfoo cannot check it: ${line}`),
    ...(unusable > 0 ? [unusableAsks(unusable)] : []),
    `${countOfAsks(tests.length)} with the prompt of ${profile.name}, held against ${found?.name ?? 'nothing'}: ${request.out}`,
  ];
}

function nothingFound(unusable: number): string {
  return unusable === 0 ? 'no recorded ask fits' : `${unusableAsks(unusable)}; nothing is left`;
}

function unusableAsks(count: number): string {
  return `left out ${countOfAsks(count)}: of ${count === 1 ? 'its' : 'their'} input too little was kept to ask again`;
}

function countOfAsks(count: number): string {
  return `${count} ${count === 1 ? 'ask' : 'asks'}`;
}

async function readAsks(
  { limit, filter }: ExportRequest,
  url: string,
  profile: Profile,
): Promise<ExportedAsks> {
  const intents = await NestFactory.createApplicationContext(IntentsModule, { logger: false });
  const database = await openDatabase(openEngine(url, { mustExist: true }));
  try {
    const traces = new SqlTraceStore(database, new SystemClock());
    return await exportAsks(traces, filter, limit, { profile, body: intents.get(AskBodyPipe) });
  } finally {
    await database.close();
    await intents.close();
  }
}

if (import.meta.main) {
  takeEnvFileOrExit(1);
  process.exitCode = await evalsExport(process.argv.slice(2), process.env, console.error);
}
