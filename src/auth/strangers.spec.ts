import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthApp, type AuthReply, TEST_SECRET } from '../../test/support/auth-app.js';
import { handmadeToken } from '../../test/support/tokens.js';
import { VERIFIED_MS } from './verified-tokens.js';

/** Calls in a minute that one address may make without a good token. */
const STRANGERS = 300;
const MINUTE_MS = 60_000;
const BAD = `Bearer ${handmadeToken('another secret of forty characters, all wrong', { sub: 'u_1', exp: 9e9 })}`;

describe('calls without a good token from one address', () => {
  let app: AuthApp;
  beforeEach(async () => {
    app = await AuthApp.start();
  });
  afterEach(() => app.close());

  const from = (address: string, authorization: string | null, path = '/probe/me'): Promise<AuthReply> =>
    app.get(path, authorization, address);
  async function flood(address = '10.1.1.1', authorization: string | null = BAD): Promise<AuthReply[]> {
    return Promise.all(Array.from({ length: STRANGERS + 1 }, () => from(address, authorization)));
  }

  it.each([
    ['with a bad token', BAD],
    ['with none', null],
  ])('%s are refused with 429 when there are too many, until a minute is over', async (_, authorization) => {
    const replies = await flood('10.1.1.1', authorization);
    expect(replies.filter(({ status }) => status === 401)).toHaveLength(STRANGERS);
    const refused = replies.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'RATE_LIMITED' });
    expect(refused?.headers.get('retry-after')).toBe('60');
    expect(refused?.headers.get('ratelimit-remaining')).toBe('0');

    app.clock.advance(MINUTE_MS - 1);
    expect((await from('10.1.1.1', authorization)).headers.get('retry-after')).toBe('1');
    app.clock.advance(1);
    expect((await from('10.1.1.1', authorization)).status).toBe(401);
  });

  it('count on every route together, and tell how many are left', async () => {
    const [one, two] = [await from('10.1.1.1', BAD), await from('10.1.1.1', null, '/probe/operator')];
    expect(one.headers.get('ratelimit-limit')).toBe(String(STRANGERS));
    expect(one.headers.get('ratelimit-remaining')).toBe(String(STRANGERS - 1));
    expect(two.headers.get('ratelimit-remaining')).toBe(String(STRANGERS - 2));
  });

  it('are refused then before a token is verified, even a good one that nobody has seen', async () => {
    await flood();
    const reply = await from(
      '10.1.1.1',
      `Bearer ${handmadeToken(TEST_SECRET, { sub: 'u_9', exp: app.nowS + 60 })}`,
    );
    expect(reply.body).toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('take nothing from who has shown a good token from there, also when it must be verified again', async () => {
    const authorization = `Bearer ${app.issue('u_good')}`;
    expect((await from('10.1.1.1', authorization)).status).toBe(200);
    await flood();
    expect((await from('10.1.1.1', authorization)).status).toBe(200);
    app.clock.advance(VERIFIED_MS + 1);
    await flood();
    expect((await from('10.1.1.1', authorization)).status).toBe(200);
  });

  it('take nothing from other addresses', async () => {
    await flood();
    expect((await from('10.1.1.2', BAD)).status).toBe(401);
    expect((await from('10.1.1.2', null, '/probe/open')).status).toBe(200);
  });

  it('keep the address also from what needs no token', async () => {
    await flood();
    const reply = await from('10.1.1.1', null, '/probe/open');
    expect([reply.status, reply.body['code']]).toEqual([429, 'RATE_LIMITED']);
    expect(reply.headers.get('retry-after')).toBe('60');
  });

  it('count with all else that fails there: logins and addresses that do not exist', async () => {
    for (let at = 0; at < STRANGERS / 2; at += 1) {
      await app.login('{"broken', '10.1.1.1');
      await from('10.1.1.1', null, '/nowhere');
    }
    const last = await from('10.1.1.1', BAD);
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, '60']);
  });

  it('count good calls for nothing, however many come from one address', async () => {
    const tokens = Array.from({ length: 2 * STRANGERS }, (_, at) => `Bearer ${app.issue(`u_${at}`)}`);
    const replies = await Promise.all(tokens.map((token) => from('10.1.1.1', token)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('let many users of one address come back with tokens that have expired', async () => {
    const expired = (user: string) =>
      `Bearer ${handmadeToken(TEST_SECRET, { sub: user, exp: app.nowS - 600 })}`;
    const replies = await Promise.all(
      Array.from({ length: 2 * STRANGERS }, (_, at) => from('10.1.1.1', expired(`u_${at}`))),
    );
    expect(new Set(replies.map(({ body }) => body['code']))).toEqual(new Set(['TOKEN_EXPIRED']));
    const again = await Promise.all(Array.from({ length: 61 }, () => from('10.1.1.1', expired('u_1'))));
    expect(again.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
  });

  it('are those of a whole network of IPv6', async () => {
    for (let at = 0; at <= STRANGERS; at += 1) await from(`2001:db8:1:2:${at.toString(16)}::1`, BAD);
    expect((await from('2001:db8:1:2:ffff::9', BAD)).status).toBe(429);
    expect((await from('2001:db8:1:3::1', BAD)).status).toBe(401);
  });
});
