import { z } from 'zod';
import { didYouMean } from '../did-you-mean.js';
import { faultsOf } from '../faults.js';
import { FLAG_STATES, type Flag, type FlagRule } from '../flag.js';
import { oneOf, section } from '../schema-kit.js';
import { checkTargeting } from '../targeting/check-targeting.js';
import { whyWithoutIntent } from '../targeting/without-intent.js';
import type { Changeable, Misfit } from './changeable.js';
import type { JsonObject } from './config-change.js';

const RULES = 'must be a rule in JsonLogic, or null for none';

/** What of a flag a change says; what it does not, the files do. */
const override = section({
  state: oneOf(FLAG_STATES).exactOptional(),
  defaultVariant: z
    .string({ error: 'must be the name of a variant, or null for none' })
    .nullable()
    .exactOptional(),
  targeting: z
    .record(z.string(), z.json({ error: RULES }), { error: RULES })
    .nullable()
    .exactOptional(),
}) satisfies z.ZodType<Partial<FlagRule>>;

/** Who gets which variant of a flag. What variants there are and what they do, the files alone say. */
export const changeableFlags: Changeable = {
  misfits({ base }, key, value) {
    const flag = base.flags.get(key);
    if (flag === undefined)
      return [misfit([], `there is no flag "${key}"${didYouMean(key, base.flags.keys())}`)];
    const { data: rule, error } = override.safeParse(value, { reportInput: true });
    if (rule === undefined)
      return faultsOf(error?.issues ?? []).map(({ path, message }) => misfit(path, message));
    return [...defaultMisfits(flag, rule), ...targetingMisfits(flag, rule)];
  },

  laid({ flags }, values) {
    const changed = Array.from(flags, ([key, flag]): [string, Flag] => {
      const value = values.get(key);
      return [key, value === undefined ? flag : overridden(flag, value)];
    });
    return { flags: new Map(changed) };
  },

  inForce({ flags }, key) {
    const flag = flags.get(key);
    return flag === undefined ? null : ruleOf(flag);
  },

  told: (key, value) => `the flag ${key} has another ${Object.keys(value).join(', ') || 'rule'}`,

  needs: 'the flag and its variants',
};

/** What can be changed of a flag, as changes keep it. */
export function ruleOf({ state, defaultVariant, targeting }: Flag): JsonObject {
  return { state, defaultVariant, targeting };
}

function overridden(flag: Flag, value: JsonObject): Flag {
  const { targeting, ...rest } = override.parse(value);
  const isEmpty = targeting !== null && targeting !== undefined && Object.keys(targeting).length === 0;
  return { ...flag, ...rest, ...(targeting !== undefined && { targeting: isEmpty ? null : targeting }) };
}

function defaultMisfits({ variants }: Flag, { defaultVariant: chosen }: Partial<FlagRule>): Misfit[] {
  if (chosen === undefined || chosen === null || Object.hasOwn(variants, chosen)) return [];
  const names = Object.keys(variants);
  const message = `there is no variant "${chosen}"${didYouMean(chosen, names)}; variants: ${names.join(', ')}`;
  return [misfit(['defaultVariant'], message)];
}

function targetingMisfits({ variants, effect }: Flag, { targeting }: Partial<FlagRule>): Misfit[] {
  if (targeting === undefined || targeting === null) return [];
  const withoutIntent = whyWithoutIntent(effect?.kind);
  const names = { variants: Object.keys(variants), evaluators: null, withoutIntent };
  // What a file is only warned of is refused here: whoever makes a change sees no warnings.
  return checkTargeting(targeting, names).map(({ path, message }) => misfit(['targeting', ...path], message));
}

function misfit(path: readonly PropertyKey[], message: string): Misfit {
  const pointer = path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return { code: 'INPUT_INVALID', pointer, message };
}
