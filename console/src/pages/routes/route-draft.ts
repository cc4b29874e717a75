import type { IntentRoute, Route, RouteRequest, Variant } from '../../api/route-types.js';
import type { Changeable } from '../changes/subject.js';
import {
  type GuardDraft,
  GUARD_POINTERS,
  type GuardNumber,
  guardDraftOf,
  guardNumbersOf,
  guardOf,
  isGuardNumber,
} from './guard-draft.js';
import { isRollout } from './shares.js';

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
  readonly guard: GuardDraft;
  /** Whether it is changed only if a batch of replays has passed, and which eval: empty is any. */
  readonly requires: boolean;
  readonly eval: string;
}

export type RouteFault = 'required' | 'percent' | 'sum' | 'twice' | GuardNumber;

/** By the pointer of the field in the request. */
export type RouteFaults = Readonly<Record<string, RouteFault>>;

const MAX_VARIANTS = 10;
const ROUNDING = 1e-9;

/** A route as what changes have in common sees it. */
export function changeableOf({ intent, version, change, ignored, route, files }: IntentRoute): Changeable {
  return { subject: { kind: 'route', key: intent }, version, change, ignored, current: route, files };
}

export function draftOf(view: IntentRoute): RouteDraft {
  const { route } = view;
  return {
    profile: route?.profile ?? '',
    way: route?.variants === undefined ? 'canary' : 'variants',
    canary: draftOfVariant(route?.canary ?? { profile: '', percent: 0 }),
    variants: (route?.variants ?? []).map(draftOfVariant),
    watched: route?.guard !== false,
    guard: guardDraftOf(view),
    requires: false,
    eval: '',
  };
}

function draftOfVariant({ profile, percent }: Variant): VariantDraft {
  return { profile, percent: String(percent) };
}

/** The route that a draft without faults asks for. */
export function routeOf(draft: RouteDraft, { route: before }: Pick<IntentRoute, 'route'>): Route {
  const { salt, targets } = before ?? {};
  const guard = draft.watched ? guardOf(draft.guard) : false;
  const route: Route = {
    profile: draft.profile,
    ...armsOf(draft),
    ...(salt !== undefined && { salt }),
    ...(targets !== undefined && { targets }),
    ...(guard !== undefined && { guard }),
  };
  return before !== null && isRollout(before) && !isRollout(route) ? ended(route) : route;
}

/** What is sent for a draft without faults, beside the reason and the version. */
export function bodyOf(draft: RouteDraft, view: IntentRoute): Omit<RouteRequest, 'reason' | 'version'> {
  const itsEval = draft.eval === '' ? {} : { eval: draft.eval };
  return {
    ...routeOf(draft, view),
    ...(draft.requires && { requires: { batch: true, ...itsEval } }),
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
  return {
    ...(draft.profile === '' && { '/profile': 'required' }),
    ...(draft.way === 'canary' ? canaryFaultsOf(draft) : variantFaultsOf(draft)),
    ...(rollsOut(draft) && draft.watched && guardFaultsOf(draft.guard)),
  };
}

/** Whether somebody is to be tried on. */
export function rollsOut({ way, canary, variants }: RouteDraft): boolean {
  return way === 'canary' ? canary.profile !== '' : variants.length > 0;
}

function canaryFaultsOf({ profile, canary }: RouteDraft): RouteFaults {
  if (canary.profile === '') return {};
  return {
    ...(canary.profile === profile && { '/canary/profile': 'twice' }),
    ...(!isPercent(canary.percent) && { '/canary/percent': 'percent' }),
  };
}

function guardFaultsOf(guard: GuardDraft): RouteFaults {
  const wrong = guardNumbersOf(guard).filter((name) => !isGuardNumber(name, guard[name]));
  return Object.fromEntries(wrong.map((name) => [GUARD_POINTERS[name], name]));
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
  return ended(canary === undefined ? rest : { ...rest, profile: canary.profile });
}

/** Nobody is tried on any more. */
export function takenBack(route: Route): Route {
  const { canary: _canary, variants: _variants, ...rest } = route;
  return ended(rest);
}

/** That nothing watches is said of a rollout, not of those that come after it. */
function ended({ guard, ...rest }: Route): Route {
  return guard === undefined || guard === false ? rest : { ...rest, guard };
}
