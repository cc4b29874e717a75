import { z } from 'zod';
import { ConfigFile } from '../files/config-file.js';
import type { ConfigIssue } from '../snapshot.js';

/** The defaults of the contract, in milliseconds. */
const DEADLINE_MS = 8000;
const FIRST_CONTENT_MS = 4000;

const profilesIn = z.object({
  profiles: z.record(
    z.string(),
    z.object({ model: z.string(), deadline_ms: z.number().default(DEADLINE_MS) }).catch({
      model: '',
      deadline_ms: DEADLINE_MS,
    }),
  ),
});
const modelsIn = z.object({
  models: z.record(
    z.string(),
    z
      .object({ first_content_ms: z.number().default(FIRST_CONTENT_MS) })
      .catch({ first_content_ms: FIRST_CONTENT_MS }),
  ),
});

/**
 * A model that may be silent for as long as its profile may take: then a silent gateway is told of by nobody
 * before the client is sent to look again later.
 */
export function checkPatience(file: ConfigFile, models: ConfigFile | null): ConfigIssue[] {
  const { profiles } = profilesIn.safeParse(file.data).data ?? { profiles: {} };
  const known = models === null ? {} : (modelsIn.safeParse(models.data).data?.models ?? {});
  return Object.entries(profiles).flatMap(([name, { model, deadline_ms: deadlineMs }]) => {
    const firstContentMs = known[model]?.first_content_ms ?? FIRST_CONTENT_MS;
    if (firstContentMs < deadlineMs) return [];
    return [
      file.warning(
        ['profiles', name],
        `its deadline of ${deadlineMs} ms comes before its model has to say anything (first_content_ms: ${firstContentMs}), ` +
          'so a model that stays silent is answered with 202 and not with an error',
      ),
    ];
  });
}
