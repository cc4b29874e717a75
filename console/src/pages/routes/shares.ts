import type { Route } from '../../api/route-types.js';

export type ArmKind = 'own' | 'canary' | 'variant';

export interface RouteShare {
  readonly profile: string;
  /** Of the users whom no target takes, 0–100. */
  readonly percent: number;
  readonly kind: ArmKind;
}

/** How a route divides its users: its own profile first, with what the others leave. */
export function sharesOf({ profile, canary, variants = [] }: Route): RouteShare[] {
  const tried = [
    ...(canary === undefined ? [] : [{ ...canary, kind: 'canary' as const }]),
    ...variants.map((variant) => ({ ...variant, kind: 'variant' as const })),
  ];
  const taken = tried.reduce((sum, { percent }) => sum + percent, 0);
  return [{ profile, percent: rounded(Math.max(0, 100 - taken)), kind: 'own' }, ...tried];
}

/** Decimals of binary fractions, such as 99.9 - 0.1, are rounder for people. */
function rounded(percent: number): number {
  return Math.round(percent * 1e6) / 1e6;
}

/** Whether a profile is being tried out on some of the users. */
export function isRollout({ canary, variants }: Route): boolean {
  return canary !== undefined || (variants !== undefined && variants.length > 0);
}

/** Whether the server looks after a route by itself: nobody can say how a profile does where nobody gets another. */
export type Watch = 'nothing' | 'off' | 'no-baseline' | 'watching';

export function watchOf(route: Route): Watch {
  if (!isRollout(route)) return 'nothing';
  if (route.guard === false) return 'off';
  const own = sharesOf(route).find(({ kind }) => kind === 'own');
  return own?.percent === 0 ? 'no-baseline' : 'watching';
}
