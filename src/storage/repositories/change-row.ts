import type { Selectable } from 'kysely';
import { z } from 'zod';
import {
  CHANGE_ACTIONS,
  CHANGE_KINDS,
  type ConfigChange,
  type JsonObject,
} from '../../config/changes/config-change.js';
import { ENVIRONMENTS } from '../../config/snapshot.js';
import { storageFailure } from '../storage-errors.js';
import type { ConfigChangeTable } from '../tables.js';
import { columnText, nullableText } from './trace-row.js';

export function toChangeRow(change: ConfigChange): ConfigChangeTable {
  return {
    id: change.id,
    environment: change.environment,
    subject_kind: change.kind,
    subject_key: columnText(change.key),
    subject_version: change.version,
    change_action: change.action,
    value_laid_over: jsonText(change.value),
    value_before: jsonText(change.before),
    value_after: jsonText(change.after),
    restored_version: change.restores,
    // PostgreSQL takes no NUL in a text.
    reason: change.reason.replaceAll('\0', '').toWellFormed(),
    changed_by: nullableText(change.by),
    changed_at: change.at,
    evidence: jsonText(change.evidence),
  };
}

const nullableObject = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('is not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.json()))
  .nullable();

/** PostgreSQL's driver reads numbers of 64 bits as texts. */
const wholeNumber = z.coerce.number().int();

/** Everything is checked: during an update a newer server may write what this one has no idea of. */
const changeRow = z
  .object({
    id: z.string(),
    environment: z.enum(ENVIRONMENTS),
    subject_kind: z.enum(CHANGE_KINDS),
    subject_key: z.string(),
    subject_version: wholeNumber,
    change_action: z.enum(CHANGE_ACTIONS),
    value_laid_over: nullableObject,
    value_before: nullableObject,
    value_after: nullableObject,
    restored_version: z.number().int().nullable(),
    reason: z.string(),
    changed_by: z.string().nullable(),
    changed_at: wholeNumber,
    evidence: nullableObject,
  })
  .transform((row): ConfigChange => ({
    id: row.id,
    environment: row.environment,
    kind: row.subject_kind,
    key: row.subject_key,
    version: row.subject_version,
    action: row.change_action,
    value: row.value_laid_over,
    before: row.value_before,
    after: row.value_after,
    restores: row.restored_version,
    reason: row.reason,
    by: row.changed_by,
    at: row.changed_at,
    evidence: row.evidence,
  }));

/** @throws AppError `INTERNAL`, reason `storage`, whose cause tells which change this server cannot read, and where */
export function fromChangeRow(row: Selectable<ConfigChangeTable>): ConfigChange {
  const { success, data, error } = changeRow.safeParse(row);
  if (success) return data;
  const places = [...new Set(error.issues.map(({ path }) => path[0]))].join(', ');
  throw storageFailure(
    `the change ${row.id} cannot be read (${places}): was it made by a newer version of MiniAsk?`,
  );
}

function jsonText(value: JsonObject | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
