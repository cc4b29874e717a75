import { z } from 'zod';

const words = z.union([z.string(), z.number().transform(String)]);

/** One recommendation as models write it: any of the usual names, and numbers where texts were asked for. */
const proposal = z
  .object({
    id: words.nullish(),
    title: words.nullish(),
    name: words.nullish(),
    reason: words.nullish(),
    why: words.nullish(),
  })
  .transform(({ id, title, name, reason, why }) => ({
    id: id ?? undefined,
    title: title ?? name ?? undefined,
    reason: reason ?? why ?? '',
  }));

export type Proposal = z.output<typeof proposal>;

const list = z.array(proposal);

export const proposalsSchema = z.union([
  z.object({ items: list }).transform(({ items }) => items),
  z.object({ recommendations: list }).transform(({ recommendations }) => recommendations),
  list,
]);
