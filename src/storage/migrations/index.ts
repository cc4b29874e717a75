import type { Migration } from 'kysely/migration';
import { traces } from './0001-traces.js';
import { probePadding } from './0002-probe-padding.js';
import { savedAt } from './0003-saved-at.js';
import { auditAndDeletion } from './0004-audit-and-deletion.js';
import { charges } from './0005-charges.js';
import { forgottenCharges } from './0006-forgotten-charges.js';
import { completeRecords } from './0007-complete-records.js';
import { largeTables } from './0008-large-tables.js';
import { replays } from './0009-replays.js';
import { configChanges } from './0010-config-changes.js';
import { rollouts } from './0011-rollouts.js';
import { traceIdOrder } from './0012-trace-id-order.js';

/** In the order of their names, which are stored: never rename, change or remove one that was released. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-traces': traces,
  '0002-probe-padding': probePadding,
  '0003-saved-at': savedAt,
  '0004-audit-and-deletion': auditAndDeletion,
  '0005-charges': charges,
  '0006-forgotten-charges': forgottenCharges,
  '0007-complete-records': completeRecords,
  '0008-large-tables': largeTables,
  '0009-replays': replays,
  '0010-config-changes': configChanges,
  '0011-rollouts': rollouts,
  '0012-trace-id-order': traceIdOrder,
};
