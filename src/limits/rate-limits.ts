import { hash } from 'node:crypto';
import type { EnvironmentPolicy } from '../config/snapshot.js';

/** All limits are of calls in a minute, and whoever exceeds one is refused for a minute. */
export const WINDOW_MS = 60_000;

/** Logins from one address: enough for an office behind one router. */
export const LOGINS = 60;

/** Calls without a user that make the server look at what it depends on, from one address: ten a second. */
export const PROBES = 600;

/** Calls without a token, or with a bad one, from one address: far more than clients make that are in order. */
export const STRANGERS = 300;

/** Calls with one and the same token that has expired. */
export const EXPIRED = 60;

/** Calls of one user beside asks, at least. */
const CALLS = 600;
/** And so many for each ask: one that goes on is looked at again and again. */
const CALLS_FOR_AN_ASK = 10;

/** @param environment as it is for the user */
export function asksPerMinute({ quotas }: EnvironmentPolicy): number {
  return quotas.asksPerMinute;
}

/** @param environment as it is for the user */
export function callsPerMinute(environment: EnvironmentPolicy): number {
  return Math.max(CALLS, CALLS_FOR_AN_ASK * asksPerMinute(environment));
}

export type LimitName = 'asks' | 'calls' | 'logins' | 'probes' | 'strangers' | 'expired';

/** What is counted under; the caller in it cannot be told from it. */
export function limitKey(name: LimitName, caller: string): string {
  return `${name}:${hash('sha256', caller, 'base64url')}`;
}
