import { z } from 'zod';
import type { EnvironmentName, Route, Snapshot } from '../config/snapshot.js';
import { ProfileRegistry } from '../profiles/profile-registry.js';
import { CannotEdit, type PlainValue, sameBut, valueAt, withItem, withValue } from './yaml-edit.js';

/** Whom a promoted profile serves: those who ask for it by name; these, too; everybody. */
export type Traffic = 'on-request' | { readonly canaryPercent: number } | 'everybody';

export interface Promotion {
  readonly intent: string;
  readonly profile: string;
  readonly traffic: Traffic;
  /** One line, which the file is to say beside the change. */
  readonly comment?: string;
}

/** This promotion makes no sense, or is not for a program to make; the message says what to do instead. */
export class CannotPromote extends Error {
  override readonly name = 'CannotPromote';
}

/** What the shares of a route are made of: all that ends when one profile serves everybody. */
const SHARES: ReadonlySet<string> = new Set(['profile', 'canary', 'variants', 'salt']);

/** What a route may have and still get a canary, or another one. */
const BESIDE_CANARY: ReadonlySet<string> = new Set(['profile', 'canary', 'salt', 'guard']);

/** What stays of a route when another profile serves everybody: it says how whatever is tried out next is watched. */
const KEPT: ReadonlySet<string> = new Set(['profile', 'guard']);

const numbers = z.record(z.string(), z.number());
const guardEntry = z.union([
  z.literal(false),
  z.record(z.string(), z.union([z.number(), z.literal(false), numbers])),
]);

/**
 * The policy file's text after a promotion: the profile is on the environment's allow-list, and the environment's own
 * route leads to it where that is wanted. The same text when it says so already.
 * @param snapshot of the files as they are, for the environment
 * @throws CannotPromote, CannotEdit
 */
export function promoted(text: string, snapshot: Snapshot, promotion: Promotion): string {
  const allowed = withAllowed(text, snapshot, promotion);
  const comment = allowed === text ? promotion.comment : undefined;
  const { traffic } = promotion;
  if (traffic === 'on-request') return allowed;
  return traffic === 'everybody'
    ? withRoute(allowed, snapshot, promotion, comment)
    : withCanary(allowed, snapshot, promotion, traffic.canaryPercent, comment);
}

function withAllowed(text: string, snapshot: Snapshot, { intent, profile, comment }: Promotion): string {
  const { name, allowedProfiles } = snapshot.environment;
  if (allowedProfiles.includes(profile)) return text;
  const path = ['environments', name, 'allowed_profiles'];
  const list = valueAt(text, path);
  const items: readonly unknown[] = Array.isArray(list) ? list : [];
  const registry = new ProfileRegistry(snapshot);
  const last = items.findLastIndex((item) => typeof item === 'string' && registry.belongsTo(item, intent));
  const index = last < 0 ? items.length : last + 1;
  const after = withItem(text, path, profile, { index, ...(comment !== undefined && { comment }) });
  return checked(text, after, path, items.map(String).toSpliced(index, 0, profile));
}

function withRoute(
  text: string,
  snapshot: Snapshot,
  { intent, profile }: Promotion,
  comment: string | undefined,
): string {
  const current = new ProfileRegistry(snapshot).route(intent);
  const keys = Object.keys(current?.route ?? {});
  const isPlain = keys.every((key) => KEPT.has(key));
  if (current?.route.profile === profile && isPlain) return text;
  const other = keys.find((key) => !SHARES.has(key) && !KEPT.has(key));
  if (other !== undefined) throw byHand(intent, other);
  const path = routePath(snapshot.environment.name, intent);
  const guard = guardIn(text, path, current?.route);
  if (guard === undefined) return set(text, path, profile, comment);
  return current?.own === true && isPlain
    ? set(text, [...path, 'profile'], profile, comment)
    : set(text, path, { profile, guard }, comment);
}

function withCanary(
  text: string,
  snapshot: Snapshot,
  promotion: Promotion,
  percent: number,
  comment: string | undefined,
): string {
  const { intent, profile } = promotion;
  const { route, own } = routeForCanary(snapshot, promotion);
  const isCanary = route.canary?.profile === profile;
  if (isCanary && route.canary.percent === percent) return text;
  const path = routePath(snapshot.environment.name, intent);
  const canary = { profile, percent };
  if (own && typeof valueAt(text, path) === 'object')
    return isCanary
      ? set(text, [...path, 'canary', 'percent'], percent, comment)
      : set(text, [...path, 'canary'], canary, comment);
  // It decides who gets a canary, and would be lost.
  if ('salt' in route) throw byHand(intent, 'salt');
  const guard = guardIn(text, path, route);
  const whole = { profile: route.profile, canary, ...(guard !== undefined && { guard }) };
  return set(text, path, whole, comment);
}

/** The guard of a route as files spell it: as the environment's own route does, or with all that it is made of. */
function guardIn(text: string, path: readonly string[], route: Route | undefined): PlainValue | undefined {
  const guard = route?.guard;
  if (guard === undefined) return undefined;
  const own = guardEntry.safeParse(valueAt(text, [...path, 'guard']));
  if (own.success) return own.data;
  if (guard === false) return false;
  const { minSamples, falseAlarms, margin, latency } = guard;
  const limit = latency === false ? false : { factor: latency.factor, ms: latency.ms };
  return { min_samples: minSamples, false_alarms: falseAlarms, margin, latency: limit };
}

/** The route that counts, when the profile can be a canary in it. @throws CannotPromote */
function routeForCanary(
  snapshot: Snapshot,
  { intent, profile }: Promotion,
): { readonly route: Route; readonly own: boolean } {
  const { name } = snapshot.environment;
  const current = new ProfileRegistry(snapshot).route(intent);
  if (current === undefined)
    throw new CannotPromote(`${intent} has no route in ${name} that a canary could be part of: use --route`);
  if (current.route.profile === profile)
    throw new CannotPromote(`${profile} is what ${name} routes ${intent} to: it is no canary there`);
  const other = Object.keys(current.route).find((key) => !BESIDE_CANARY.has(key));
  if (other !== undefined) throw byHand(intent, other);
  return current;
}

function routePath(environment: EnvironmentName, intent: string): string[] {
  return ['environments', environment, 'routing', intent];
}

function set(text: string, path: readonly string[], value: PlainValue, comment: string | undefined): string {
  const options = { below: 'allowed_profiles', ...(comment !== undefined && { comment }) };
  return checked(text, withValue(text, path, value, options), path, value);
}

/** @throws CannotEdit when anything else would change too */
function checked(before: string, after: string, path: readonly string[], value: PlainValue): string {
  if (sameBut(before, after, path, value)) return after;
  throw new CannotEdit(
    `${path.join('.')} cannot be changed alone, as when an alias elsewhere stands for it: change it by hand`,
  );
}

function byHand(intent: string, key: string): CannotPromote {
  return new CannotPromote(`the route of ${intent} has ${key}: change it by hand`);
}
