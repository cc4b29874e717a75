import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../test/support/fake-clock.js';
import type { TokenClaims } from './claims.js';
import { VERIFIED_MS, VerifiedTokens } from './verified-tokens.js';

const claimsOf = (userId: string): TokenClaims => ({
  user: { userId, operator: false },
  expiresAtS: 2_000_000_000,
  notBeforeS: undefined,
});

describe('VerifiedTokens', () => {
  it('knows a token to its last character', () => {
    const tokens = new VerifiedTokens(new FakeClock());
    tokens.keep('a.b.c', claimsOf('u_1'));

    expect(tokens.find('a.b.c')).toEqual(claimsOf('u_1'));
    expect(tokens.find('a.b.d')).toBeUndefined();
    expect(tokens.find('a.b.c ')).toBeUndefined();
  });

  it('forgets a token after a while, however often it was asked for', () => {
    const clock = new FakeClock();
    // The cache takes a time of zero for none.
    clock.advance(1);
    const tokens = new VerifiedTokens(clock);
    tokens.keep('a.b.c', claimsOf('u_1'));
    clock.advance(VERIFIED_MS);
    expect(tokens.find('a.b.c')).toBeDefined();
    clock.advance(1);
    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it('is bounded', () => {
    const tokens = new VerifiedTokens(new FakeClock());
    for (let index = 0; index <= 10_000; index += 1) tokens.keep(`t.${index}`, claimsOf('u_1'));

    expect(tokens.find('t.0')).toBeUndefined();
    expect(tokens.find('t.10000')).toBeDefined();
  });
});
