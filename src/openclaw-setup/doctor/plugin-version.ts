import { z } from 'zod';

const Engine = z
  .object({ available: z.boolean(), reason: z.string().optional() })
  .catch({ available: false, reason: 'unknown to this version of the plugin' });

const Agent = z.union([
  z.string().transform((id) => ({ id, tools: undefined })),
  z.object({ id: z.string(), tools: z.array(z.string()).optional().catch(undefined) }),
]);

/** What the plugin's version route tells (`GET /miniask/v1/version`), as far as a newer or older one does. */
export const PluginVersion = z.object({
  plugin: z.string(),
  openclaw: z.string(),
  engines: z.object({ lean: Engine, public: Engine, agent: Engine }),
  agents: z.array(Agent).optional().catch(undefined),
  models: z
    .array(z.object({ alias: z.string().optional(), model: z.string() }))
    .optional()
    .catch(undefined),
});

export type PluginVersion = z.infer<typeof PluginVersion>;

const ModelList = z.object({ data: z.array(z.object({ id: z.string() })) });

/** The agents in OpenClaw's answer to `GET /v1/models`; undefined when it is none. */
export function agentsOf(models: unknown): string[] | undefined {
  const prefix = 'openclaw/';
  return ModelList.safeParse(models)
    .data?.data.map(({ id }) => id)
    .filter((id) => id.startsWith(prefix))
    .map((id) => id.slice(prefix.length));
}
