import { z } from 'zod';
import type { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue } from '../snapshot.js';

/** Six months: what the labelling measures (国信办通字〔2025〕2号) ask for at least. */
const SIX_MONTHS_DAYS = 183;

const entries = z.record(z.string(), z.unknown()).catch({});
const environmentsIn = z.looseObject({ environments: entries }).catch({ environments: {} });
const shortAudit = z.looseObject({
  retention: z.looseObject({ audit_days: z.number().positive().lt(SIX_MONTHS_DAYS) }),
});

/** Records of answers that would be deleted before the law allows it. */
export function checkRetention(file: ConfigFile): ConfigIssue[] {
  return Object.entries(environmentsIn.parse(file.data).environments).flatMap(([name, environment]) =>
    shortAudit.safeParse(environment).success
      ? [
          file.warning(
            ['environments', name, 'retention', 'audit_days'],
            `China's measures for labelling AI-generated content ask for records of six months at least: ${SIX_MONTHS_DAYS} days or more`,
          ),
        ]
      : [],
  );
}
