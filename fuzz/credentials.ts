import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';

/** Limits and asks are kept for each user, so their number matters. */
const USERS = 400;
/** Who fails too often is refused before anything is looked at, so one operator would not do. */
const OPERATORS = 200;
const LIFE_S = 86_400;

/** The value of an `Authorization` header, or undefined for none. Most are good. */
export function authorizations(secret: string): fc.Arbitrary<string | undefined> {
  const users = Array.from({ length: USERS }, (_, index) => bearer(secret, { sub: `u_${index}` }));
  const operators = Array.from({ length: OPERATORS }, (_, index) =>
    bearer(secret, { sub: `ops_${index}`, roles: ['operator'] }),
  );
  return fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...users) },
    { weight: 25, arbitrary: fc.constantFrom(...operators) },
    { weight: 8, arbitrary: fc.constant(undefined) },
    { weight: 7, arbitrary: fc.constantFrom(...badOnes(secret)) },
  );
}

/** Of a user of whom nothing hostile comes. Another one in each second. */
export function authorizationOf(secret: string, userId: string, roles: readonly string[] = []): string {
  return bearer(secret, { sub: userId, roles });
}

function badOnes(secret: string): string[] {
  const good = bearer(secret, { sub: 'u_1' });
  const [head = '', claims = ''] = good.slice('Bearer '.length).split('.');
  return [
    bearer(secret, { sub: 'u_1', exp: 1 }),
    bearer(secret, { sub: 'u_1', nbf: 9_999_999_999 }),
    bearer(secret, { sub: 'u_1', exp: '2100-01-01' }),
    bearer(secret, { sub: '../../etc' }),
    bearer(secret, { sub: { id: 1 } }),
    bearer(secret, { roles: 'operator' }),
    bearer(secret, null),
    bearer(`${secret}!`, { sub: 'u_1' }),
    bearer(secret, { sub: 'u_1' }, { alg: 'none' }),
    bearer(secret, { sub: 'u_1' }, { alg: 'RS256', kid: '../x' }),
    bearer(secret, { sub: 'u_1' }, { alg: 'HS256', crit: ['exp'] }),
    `Bearer ${head}.${claims}.`,
    `Bearer ${head}.${claims}`,
    `Bearer ${'a'.repeat(9000)}.b.c`,
    good.replace('Bearer', 'bearer'),
    good.replace('Bearer', 'Basic'),
    `${good}, ${good}`,
    'Bearer',
    'Bearer null',
    'Bearer \u0000.\u0000.\u0000',
  ];
}

function bearer(
  secret: string,
  claims: object | null,
  header: object = { alg: 'HS256', typ: 'JWT' },
): string {
  const exp = Math.floor(Date.now() / 1000) + LIFE_S;
  const signed = `${encode(header)}.${encode(claims === null ? null : { exp, ...claims })}`;
  return `Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function encode(value: object | null): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
