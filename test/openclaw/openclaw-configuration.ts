import { z } from 'zod';

/** The parts of `deploy/openclaw/openclaw.json` that tests change. */
export const OpenClawConfiguration = z.looseObject({
  agents: z.looseObject({
    defaults: z.looseObject({}),
    entries: z.looseObject({ fast: z.looseObject({}) }),
  }),
  logging: z.looseObject({}),
  models: z.looseObject({ providers: z.looseObject({ main: z.looseObject({}) }) }),
  plugins: z.looseObject({}),
});

export type OpenClawConfiguration = z.infer<typeof OpenClawConfiguration>;
