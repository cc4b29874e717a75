import { createHmac } from 'node:crypto';
import type { Route, Variant } from '../config/snapshot.js';

/** Where a user stands towards one variant. */
export interface Draw {
  readonly variant: Variant;
  /** 0–100, in percent of all users: the user is in while this is below the variant's share. */
  readonly position: number;
  readonly isIn: boolean;
}

/** What a canary is short for. */
export function variantsOf({ canary, variants }: Route): readonly Variant[] {
  return canary === undefined ? (variants ?? []) : [canary];
}

/**
 * The variants in their order, up to the first that the user is in. Each draws among those whom the ones before it
 * left over, with a lot of its own, so that its share is exact and no lot depends on another's share
 * (docs/adr/0025).
 */
export function* draws(intent: string, route: Route, userId: string): Generator<Draw> {
  let left = 100;
  for (const variant of variantsOf(route)) {
    const position = lot(route.salt ?? intent, userId, variant.profile) * left;
    const isIn = position < variant.percent;
    yield { variant, position, isIn };
    if (isIn) return;
    left = Math.max(0, left - variant.percent);
  }
}

const LOT_BYTES = 6;

/** From 0 to below 1, and the same for ever. 48 bits are steps wider than the errors of sums of decimals. */
function lot(salt: string, userId: string, profile: string): number {
  const mac = createHmac('sha256', salt).update(`${userId}\n${profile}`).digest();
  return mac.readUIntBE(0, LOT_BYTES) / 2 ** (8 * LOT_BYTES);
}
