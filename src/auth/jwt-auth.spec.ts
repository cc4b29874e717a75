import { generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AuthApp, type AuthReply, TEST_SECRET } from '../../test/support/auth-app.js';
import { type TokenClaims, handmadeToken, unsignedToken } from '../../test/support/tokens.js';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'miniask';

let app: AuthApp;

beforeAll(async () => {
  app = await AuthApp.start({
    jwt: {
      verification: { kind: 'secret', secret: TEST_SECRET, ephemeral: false },
      issuer: ISSUER,
      audience: AUDIENCE,
      ttlS: 7200,
    },
  });
});

afterAll(() => app.close());

/** Claims of a good token, but for what the test changes; `undefined` leaves a claim out. */
const claims = (changed: TokenClaims = {}): TokenClaims => ({
  sub: 'u_123',
  iss: ISSUER,
  aud: AUDIENCE,
  exp: app.nowS + 60,
  ...changed,
});
const signed = (changed: TokenClaims = {}): string => handmadeToken(TEST_SECRET, claims(changed));

function withPayload(token: string, payload: TokenClaims): string {
  const [header, , signature] = token.split('.');
  return `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`;
}

function expectRefused(reply: AuthReply, code = 'UNAUTHENTICATED'): void {
  expect(reply.body).toMatchObject({ code, status: 401 });
  expect(reply.status).toBe(401);
  expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
}

describe('a good token', () => {
  it('identifies its user', async () => {
    const reply = await app.me(signed());
    expect(reply.body).toEqual({ userId: 'u_123', operator: false });
  });

  it('is what SessionTokens issues', async () => {
    expect((await app.me(app.issue('u_9', true))).body).toEqual({ userId: 'u_9', operator: true });
  });

  it('names its user in the request log', async () => {
    await app.me(signed({ sub: 'u_logged' }));
    expect(app.logged.join('')).toContain('"userId":"u_logged"');
  });

  it.each(['bearer', 'BEARER', 'Bearer '])('is taken with the scheme written %j', async (scheme) => {
    expect((await app.get('/probe/me', `${scheme} ${signed()}`)).status).toBe(200);
  });

  it.each(['auth0|5f7c8ec7c33c6c004bbafe82', 'ann+mini@example.com', 'urn:user:1/2', 'a', 'x'.repeat(128)])(
    'may be for %s',
    async (sub) => {
      expect((await app.me(signed({ sub }))).body['userId']).toBe(sub);
    },
  );

  it('may name several audiences', async () => {
    expect((await app.me(signed({ aud: ['other', AUDIENCE] }))).status).toBe(200);
  });
});

describe('time', () => {
  it('calls an otherwise valid token expired', async () => {
    expectRefused(await app.me(signed({ exp: app.nowS - 5 })), 'TOKEN_EXPIRED');
  });

  it('forgives clocks that differ by less than five seconds', async () => {
    expect((await app.me(signed({ exp: app.nowS - 4, nbf: app.nowS + 4 }))).status).toBe(200);
  });

  it('refuses a token before its time', async () => {
    expectRefused(await app.me(signed({ nbf: app.nowS + 6 })));
  });

  it('refuses a token that lets go of nobody: one without expiry', async () => {
    expectRefused(await app.me(signed({ exp: undefined })));
  });

  it.each(['soon', null, true, {}, '9999999999'])('refuses the expiry %j', async (exp) => {
    expectRefused(await app.me(signed({ exp })));
  });

  it('refuses the time before which a token is not valid when it is garbled', async () => {
    expectRefused(await app.me(signed({ nbf: 'now' })));
  });

  it.each([{ iss: 'https://evil.example' }, { aud: 'other' }, { sub: '' }, { nbf: 9_999_999_999 }])(
    'does not call an expired token expired when it was never valid here: %j',
    async (wrong) => {
      expectRefused(await app.me(signed({ exp: app.nowS - 60, ...wrong })));
    },
  );

  it('does not call an expired token expired when its signature is wrong', async () => {
    expectRefused(await app.me(handmadeToken('x'.repeat(40), claims({ exp: 1 }))));
  });
});

describe('a token that was verified a moment ago', () => {
  it('identifies its user and roles again', async () => {
    const token = signed({ roles: ['operator'] });
    const first = await app.me(token);
    expect((await app.me(token)).body).toEqual(first.body);
    expect((await app.get('/probe/operator', `Bearer ${token}`)).status).toBe(200);
  });

  it('is refused as soon as it has expired', async () => {
    const token = signed({ exp: app.nowS + 60 });
    expect((await app.me(token)).status).toBe(200);
    app.clock.advance(64_999);
    expect((await app.me(token)).status).toBe(200);
    app.clock.advance(1);
    expectRefused(await app.me(token), 'TOKEN_EXPIRED');
  });

  it('is refused once its time has not come any more, should the clock be set back', async () => {
    const token = signed({ nbf: app.nowS, exp: app.nowS + 600 });
    expect((await app.me(token)).status).toBe(200);
    const now = vi.spyOn(app.clock, 'now').mockReturnValue((app.nowS - 60) * 1000);
    expectRefused(await app.me(token));
    now.mockRestore();
  });

  it.each<[string, (token: string) => string]>([
    ['its signature', (token) => `${token.slice(0, -8)}AAAAAAAA`],
    ['its claims', (token) => withPayload(token, claims({ roles: ['operator'] }))],
  ])('lends nothing to one that differs in %s', async (_, changed) => {
    const token = signed();
    expect((await app.me(token)).status).toBe(200);
    expectRefused(await app.me(changed(token)));
    expect((await app.me(token)).status).toBe(200);
  });

  it('does not help a second header of its kind', async () => {
    const token = signed();
    expect((await app.me(token)).status).toBe(200);
    expectRefused(await app.get('/probe/me', `Bearer ${token} Bearer ${token}`));
  });
});

describe('a forged or foreign token', () => {
  const pem = generateKeyPairSync('rsa', { modulusLength: 2048 });

  it.each<[string, () => string]>([
    ['signed with another secret', () => handmadeToken('another secret of forty characters!!!!!!', claims())],
    ['signed with an empty secret', () => handmadeToken('', claims())],
    ['without signature (none)', () => unsignedToken(claims())],
    ['none with some signature', () => unsignedToken(claims(), 'c2lnbmF0dXJl')],
    ['None, capitalised', () => handmadeToken(TEST_SECRET, claims(), { alg: 'None' })],
    ['HS512 with our secret', () => handmadeToken(TEST_SECRET, claims(), { alg: 'HS512' })],
    ['claiming RS256', () => handmadeToken(TEST_SECRET, claims(), { alg: 'RS256' })],
    [
      'signed with a public key as secret',
      () => handmadeToken(pem.publicKey.export({ type: 'spki', format: 'pem' }).toString(), claims()),
    ],
    ['without algorithm', () => handmadeToken(TEST_SECRET, claims(), {})],
    ['with a list of algorithms', () => handmadeToken(TEST_SECRET, claims(), { alg: ['HS256'] })],
    [
      'with a critical extension',
      () => handmadeToken(TEST_SECRET, claims(), { alg: 'HS256', crit: ['b64'] }),
    ],
    ['with a changed payload', () => withPayload(signed(), claims({ roles: ['operator'] }))],
    ['of another issuer', () => signed({ iss: 'https://evil.example' })],
    ['without issuer', () => signed({ iss: undefined })],
    ['for another audience', () => signed({ aud: 'other' })],
    ['without audience', () => signed({ aud: undefined })],
  ])('is refused: %s', async (_, token) => {
    expectRefused(await app.me(token()));
  });

  it.for([undefined, null, 5, '', ' ', 'a b', 'a\nb', 'é', 'x'.repeat(129), ['u_1'], { id: 1 }])(
    'is refused when its subject is %j',
    async (sub) => {
      expectRefused(await app.me(signed({ sub })));
    },
  );

  it.for([null, 'text', 5, [], [{ sub: 'u_1' }]])('is refused when its payload is %j', async (payload) => {
    expectRefused(await app.me(handmadeToken(TEST_SECRET, payload)));
  });
});

describe('a header without a usable token', () => {
  it.each([
    null,
    '',
    'Bearer',
    'Bearer ',
    'Basic dTpw',
    'Token a.b.c',
    'Bearer a',
    'Bearer a.b',
    'Bearer a.b.c',
    'Bearer a.b.c.d',
    'Bearer ..',
    'Bearer e30.e30.e30',
    'Bearer bnVsbA.bnVsbA.bnVsbA',
    'Bearer %00.%00.%00',
    'Bearer "a.b.c"',
    'Bearera.b.c',
  ])('is refused: %j', async (authorization) => {
    expectRefused(await app.get('/probe/me', authorization));
  });

  it('is refused when a good token is followed by something else', async () => {
    expectRefused(await app.get('/probe/me', `Bearer ${signed()} x`));
    expectRefused(await app.get('/probe/me', `Bearer ${signed()},Bearer ${signed()}`));
    expectRefused(await app.get('/probe/me', `x Bearer ${signed()}`));
  });

  it('is refused when the token is oversized', async () => {
    expectRefused(await app.me(signed({ padding: 'x'.repeat(9000) })));
  });

  it.each([
    ['the same twice', () => [signed(), signed()]],
    ['two users', () => [signed({ sub: 'u_1' }), signed({ sub: 'u_2' })]],
  ])('is refused when there are several: %s', async (_, tokens) => {
    const status = await statusOf(tokens().map((token) => `Bearer ${token}`));
    expect(status).toBe(401);
  });

  it('is refused with 401, whatever stands in it', async () => {
    const part = fc.oneof(
      fc.base64String().map((text) => text.replace(/[+/=]/g, '')),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.constantFrom('eyJhbGciOiJIUzI1NiJ9', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9', ''),
    );
    const token = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `Bearer ${parts.join('.')}`);
    const garbage = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(token, garbage), async (authorization) => {
        expect((await app.get('/probe/me', authorization)).status).toBe(401);
      }),
      { numRuns: 300 },
    );
  });

  /** By `node:http`, because fetch joins headers of one name. */
  function statusOf(authorization: string[]): Promise<number | undefined> {
    const headers = ['host', '127.0.0.1', ...authorization.flatMap((value) => ['authorization', value])];
    return new Promise((resolve, reject) => {
      request(`${app.url}/probe/me`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  }
});

describe('roles', () => {
  it('opens the operator API to operators', async () => {
    expect((await app.get('/probe/operator', `Bearer ${signed({ roles: ['operator'] })}`)).status).toBe(200);
  });

  it.for([undefined, null, [], ['user'], 'operator', { operator: true }, ['operator', 5], [['operator']]])(
    'keeps it shut to the roles %j',
    async (roles) => {
      const reply = await app.get('/probe/operator', `Bearer ${signed({ roles })}`);
      expect(reply.status).toBe(403);
      expect(reply.body['code']).toBe('OPERATOR_ONLY');
      expect((await app.me(signed({ roles }))).status).toBe(200);
    },
  );

  it('asks who it is before it asks for roles', async () => {
    expectRefused(await app.get('/probe/operator', null));
  });
});

describe('Public', () => {
  it.each([null, 'Bearer garbage'])('opens a route with the header %j', async (authorization) => {
    expect((await app.get('/probe/open', authorization)).status).toBe(200);
  });
});

describe('several applications in one process', () => {
  it('each keep to their own keys', async () => {
    const other = await AuthApp.start({
      jwt: {
        verification: { kind: 'secret', secret: 'another secret of forty characters!!!!!!', ephemeral: true },
        ttlS: 60,
      },
    });
    try {
      expect((await app.me(app.issue('u_1'))).status).toBe(200);
      const foreign = other.issue('u_2');
      expect((await other.me(foreign)).status).toBe(200);
      expectRefused(await app.me(foreign));
      expectRefused(await app.me(other.issue('u_3')));
    } finally {
      await other.close();
    }
  });
});

describe('the log', () => {
  it('says why a token was refused, and holds no token', async () => {
    const token = signed({ aud: 'other' });
    await app.me(token);
    const log = app.logged.join('');
    expect(log).toContain('"reason":"token_audience_wrong"');
    expect(log).not.toContain(token);
    expect(log).not.toContain(token.split('.')[2]);
  });
});
