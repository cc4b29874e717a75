import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuthApp } from '../../test/support/auth-app.js';
import { FakeIdentityProvider } from '../../test/support/identity-provider.js';
import { type TokenClaims, handmadeToken, unsignedToken } from '../../test/support/tokens.js';

const COOLDOWN_MS = 10_000;
const STALE_MS = 3_600_000;

let provider: FakeIdentityProvider;
let app: AuthApp;

beforeEach(async () => {
  provider = await FakeIdentityProvider.start();
  provider.addKey('rsa-1', 'RS256');
  provider.addKey('ec-1', 'ES256');
  app = await AuthApp.start({ jwt: { verification: { kind: 'jwks', url: provider.url }, ttlS: 7200 } });
});

afterEach(async () => {
  await app.close();
  await provider.close();
});

const claims = (changed: TokenClaims = {}): TokenClaims => ({
  sub: 'u_123',
  exp: app.nowS + 86_400,
  ...changed,
});

/** A token that names a key nobody has published. */
const withUnknownKey = (): string =>
  handmadeToken('x', claims(), { alg: 'RS256', typ: 'JWT', kid: randomUUID() });

const outcome = async (token: string): Promise<unknown> => {
  const { status, body } = await app.me(token);
  return status === 200 ? body['userId'] : body['code'];
};

describe('keys of an identity provider', () => {
  it.each(['rsa-1', 'ec-1'])('verify its tokens: %s', async (kid) => {
    expect(await outcome(provider.sign(kid, claims({ roles: ['operator'] })))).toBe('u_123');
  });

  it('are fetched once for many requests', async () => {
    const tokens = Array.from({ length: 20 }, (_, i) => provider.sign(i % 2 ? 'rsa-1' : 'ec-1', claims()));
    for (const _ of ['without keys', 'with keys']) {
      const outcomes = await Promise.all(tokens.map((token) => outcome(token)));
      expect(new Set(outcomes)).toEqual(new Set(['u_123']));
    }
    expect(provider.fetches).toBe(1);
  });

  it('may be added to while the server runs', async () => {
    await outcome(provider.sign('rsa-1', claims()));
    provider.addKey('rsa-2', 'RS256');
    app.clock.advance(COOLDOWN_MS);
    expect(await outcome(provider.sign('rsa-2', claims()))).toBe('u_123');
    expect(provider.fetches).toBe(2);
  });

  it('are trusted for ten minutes at most once they were withdrawn', async () => {
    // The key library takes the machine's time, and a time of zero for none.
    app.clock.advance(1);
    const machine = vi.spyOn(performance, 'now').mockImplementation(() => app.clock.monotonic());
    const early = provider.sign('rsa-1', claims({ sub: 'u_early' }));
    const late = provider.sign('rsa-1', claims({ sub: 'u_late' }));
    try {
      expect(await outcome(early)).toBe('u_early');
      provider.withdraw('rsa-1');
      app.clock.advance(299_999);
      expect(await outcome(late)).toBe('u_late');
      app.clock.advance(300_000);
      expect(await outcome(early)).toBe('UNAUTHENTICATED');
      expect(await outcome(late)).toBe('u_late');
      app.clock.advance(1);
      expect(await outcome(late)).toBe('UNAUTHENTICATED');
    } finally {
      machine.mockRestore();
    }
  });

  it('tell an expired token from a forged one', async () => {
    expect(await outcome(provider.sign('rsa-1', claims({ exp: app.nowS - 60 })))).toBe('TOKEN_EXPIRED');
    const [header, , signature] = provider.sign('rsa-1', claims()).split('.');
    const payload = Buffer.from(JSON.stringify(claims({ sub: 'u_other' }))).toString('base64url');
    expect(await outcome(`${header}.${payload}.${signature}`)).toBe('UNAUTHENTICATED');
  });
});

describe('a token that no published key signed', () => {
  it.each<[string, () => string]>([
    [
      'HS256 with the public key as secret',
      () => handmadeToken(provider.publicPem('rsa-1'), claims(), { alg: 'HS256', kid: 'rsa-1' }),
    ],
    [
      'the same, claiming RS256',
      () => handmadeToken(provider.publicPem('rsa-1'), claims(), { alg: 'RS256', kid: 'rsa-1' }),
    ],
    [
      'an EC signature under the name of the RSA key',
      () => renamed(provider.sign('ec-1', claims()), 'rsa-1'),
    ],
    ['an RSA signature claiming ES256', () => renamed(provider.sign('rsa-1', claims()), 'ec-1', 'ES256')],
    ['RS512, rightly signed', () => provider.sign('rsa-1', claims(), 'RS512')],
    ['none', () => unsignedToken(claims(), 'c2ln')],
    ['an unknown key', withUnknownKey],
    ['no key named where there are several', () => handmadeToken('x', claims(), { alg: 'RS256' })],
    ['a key id that is no text', () => handmadeToken('x', claims(), { alg: 'RS256', kid: { toString: 1 } })],
    [
      'a key id like a member of every object',
      () => handmadeToken('x', claims(), { alg: 'RS256', kid: '__proto__' }),
    ],
  ])('is refused: %s', async (_, token) => {
    expect(await outcome(token())).toBe('UNAUTHENTICATED');
  });

  it('costs the provider nothing when it is not even of the right family', async () => {
    await outcome(handmadeToken('x', claims()));
    await outcome(unsignedToken(claims(), 'c2ln'));
    await outcome(handmadeToken('x', claims(), { alg: 'RS512', kid: 'rsa-1' }));
    await outcome('not.a.token');
    expect(provider.fetches).toBe(0);
  });

  it('costs the provider one request in ten seconds, and shuts out nobody whose key is known', async () => {
    await Promise.all(Array.from({ length: 30 }, () => outcome(withUnknownKey())));
    expect(provider.fetches).toBe(1);
    expect(await outcome(provider.sign('ec-1', claims()))).toBe('u_123');
  });

  function renamed(token: string, kid: string, alg?: string): string {
    const [header = '', payload, signature] = token.split('.');
    const fields: unknown = JSON.parse(Buffer.from(header, 'base64url').toString());
    const renaming = Object.assign({}, fields, { kid }, alg === undefined ? {} : { alg });
    const changed = Buffer.from(JSON.stringify(renaming)).toString('base64url');
    return `${changed}.${payload}.${signature}`;
  }
});

describe('a provider that fails', () => {
  it.each(['error', 'garbage', 'empty'] as const)('is our fault and not the client’s: %s', async (fault) => {
    provider.fault = fault;
    const reply = await app.me(provider.sign('rsa-1', claims()));
    expect(reply.body).toMatchObject({ status: 500, code: 'INTERNAL' });
    expect(reply.headers.get('retry-after')).toBe('10');
    expect(JSON.stringify(reply.body)).not.toContain('127.0.0.1');
  });

  it('is waited for three seconds', async () => {
    provider.fault = 'hang';
    const fetched = provider.untilFetched();
    const reply = outcome(provider.sign('rsa-1', claims()));
    await fetched;
    app.clock.advance(3_000);
    expect(await reply).toBe('INTERNAL');
  });

  it('is not asked again at once, but after a while', async () => {
    provider.fault = 'error';
    const token = provider.sign('rsa-1', claims());
    await outcome(token);
    provider.fault = undefined;
    expect(await outcome(token)).toBe('INTERNAL');
    expect(provider.fetches).toBe(1);
    app.clock.advance(COOLDOWN_MS);
    expect(await outcome(token)).toBe('u_123');
  });

  it('does not keep its last keys from being used for an hour', async () => {
    await outcome(provider.sign('rsa-1', claims()));
    provider.fault = 'error';
    app.clock.advance(STALE_MS - 1);
    expect(await outcome(provider.sign('ec-1', claims()))).toBe('u_123');
    app.clock.advance(COOLDOWN_MS);
    expect(await outcome(withUnknownKey())).toBe('INTERNAL');
  });

  it('does not stop the refusal of tokens that are wrong in themselves', async () => {
    provider.fault = 'error';
    expect(await outcome(handmadeToken('x', claims()))).toBe('UNAUTHENTICATED');
  });
});

describe('tokens of our own', () => {
  it('are not issued beside those of a provider', () => {
    expect(() => app.issue('u_1')).toThrow(expect.objectContaining({ code: 'LOGIN_NOT_CONFIGURED' }));
  });
});
