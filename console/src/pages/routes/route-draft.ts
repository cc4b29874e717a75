import type { IntentRoute, Route, Variant } from '../../api/route-types.js';
import type { Changeable } from '../changes/subject.js';

/** A share as its control has it: not always a number yet. */
export interface VariantDraft {
  readonly profile: string;
  readonly percent: string;
}

/** What an operator is about to make of a route; what the form does not ask for stays as it is. */
export interface RouteDraft {
  readonly profile: string;
  readonly way: 'canary' | 'variants';
  /** Without a profile there is none. */
  readonly canary: VariantDraft;
  readonly variants: readonly VariantDraft[];
  /** Whether the server may take the rollout back by itself. */
  readonly watched: boolean;
}

export type RouteFault = 'required' | 'percent' | 'sum' | 'twice';

/** By the pointer of the field in the request. */
export type RouteFaults = Readonly<Record<string, RouteFault>>;

const MAX_VARIANTS = 10;
const ROUNDING = 1e-9;

/** A route as what changes have in common sees it. */
export function changeableOf({ intent, version, change, ignored, route, files }: IntentRoute): Changeable {
  return { subject: { kind: 'route', key: intent }, version, change, ignored, current: route, files };
}

export function draftOf({ route, allowed }: IntentRoute): RouteDraft {
  return {
    profile: route?.profile ?? allowed[0] ?? '',
    way: route?.variants === undefined ? 'canary' : 'variants',
    canary: draftOfVariant(route?.canary ?? { profile: '', percent: 0 }),
    variants: (route?.variants ?? []).map(draftOfVariant),
    watched: route?.guard !== false,
  };
}

function draftOfVariant({ profile, percent }: Variant): VariantDraft {
  return { profile, percent: String(percent) };
}

/** The route that a draft without faults asks for. */
export function routeOf(draft: RouteDraft, before: Route | null): Route {
  const { salt, targets, guard } = before ?? {};
  const kept = guard === false ? undefined : guard;
  const itsGuard = draft.watched ? kept : false;
  return {
    profile: draft.profile,
    ...armsOf(draft),
    ...(salt !== undefined && { salt }),
    ...(targets !== undefined && { targets }),
    ...(itsGuard !== undefined && { guard: itsGuard }),
  };
}

function armsOf({ way, canary, variants }: RouteDraft): Pick<Route, 'canary' | 'variants'> {
  if (way === 'canary') return canary.profile === '' ? {} : { canary: variantOf(canary) };
  return variants.length === 0 ? {} : { variants: variants.map(variantOf) };
}

function variantOf({ profile, percent }: VariantDraft): Variant {
  return { profile, percent: Number(percent) };
}

/** What is wrong with a draft; nothing when it may be sent. */
export function faultsOf(draft: RouteDraft): RouteFaults {
  const faults: Record<string, RouteFault> = {};
  if (draft.profile === '') faults['/profile'] = 'required';
  if (draft.way === 'canary') {
    if (draft.canary.profile === draft.profile) faults['/canary/profile'] = 'twice';
    if (draft.canary.profile !== '' && !isPercent(draft.canary.percent))
      faults['/canary/percent'] = 'percent';
    return faults;
  }
  return { ...faults, ...variantFaultsOf(draft) };
}

function variantFaultsOf({ variants }: RouteDraft): RouteFaults {
  const faults: Record<string, RouteFault> = {};
  for (const [index, { profile, percent }] of variants.entries()) {
    const first = variants.findIndex((other) => other.profile === profile);
    if (profile === '') faults[`/variants/${index}/profile`] = 'required';
    else if (first !== index) faults[`/variants/${index}/profile`] = 'twice';
    if (!isPercent(percent)) faults[`/variants/${index}/percent`] = 'percent';
  }
  const sum = variants.reduce((total, { percent }) => total + Number(percent), 0);
  if (sum > 100 + ROUNDING) faults[`/variants/${variants.length - 1}/percent`] ??= 'sum';
  return faults;
}

function isPercent(text: string): boolean {
  const percent = Number(text);
  return text.trim() !== '' && percent >= 0 && percent <= 100;
}

export function canHaveAnother({ variants }: RouteDraft): boolean {
  return variants.length < MAX_VARIANTS;
}

/** Whether two routes are the same, however the keys are ordered. */
export function sameRoute(one: Route | null, other: Route | null): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]: [string, unknown]) => [key, ordered(each)]);
}

/** Profiles that a batch replay may be asked for of: all that a route names, but for the one that everyone has already. */
export function onTrial(
  before: Route | null,
  { profile, canary, variants = [], targets = [] }: Route,
): string[] {
  const arms = canary === undefined ? variants : [canary];
  const named = new Set([profile, ...[...arms, ...targets].map((each) => each.profile)]);
  return [...named].filter((name) => name !== before?.profile);
}

/** The canary for everyone; variants and targets have another way. */
export function promoted({ canary, ...rest }: Route): Route {
  return canary === undefined ? rest : { ...rest, profile: canary.profile };
}

/** Nobody is tried on any more. */
export function takenBack(route: Route): Route {
  const { canary: _canary, variants: _variants, ...rest } = route;
  return rest;
}
