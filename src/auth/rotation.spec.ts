import { afterEach, describe, expect, it } from 'vitest';
import { AuthApp, TEST_SECRET } from '../../test/support/auth-app.js';
import { handmadeToken } from '../../test/support/tokens.js';

const OLD = 'the secret of forty characters before it';

describe('while the secret of tokens is changed', () => {
  const apps: AuthApp[] = [];
  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

  /** A server with that secret, and with a previous one beside it when there is one. */
  async function aServer(secret: string, previousSecret?: string): Promise<AuthApp> {
    const previous = previousSecret === undefined ? {} : { previousSecret };
    const verification = { kind: 'secret', secret, ...previous, ephemeral: false } as const;
    const app = await AuthApp.start({ jwt: { verification, ttlS: 7200 } });
    apps.push(app);
    return app;
  }

  it('takes the tokens of both secrets, and signs with the new one', async () => {
    const [before, during, after] = [await aServer(OLD), await aServer(TEST_SECRET, OLD), await aServer(TEST_SECRET)];
    const [old, fresh] = [before.issue('u_1', true), during.issue('u_2')];

    expect((await during.me(old)).body).toEqual({ userId: 'u_1', operator: true });
    expect((await during.me(fresh)).body).toMatchObject({ userId: 'u_2' });
    expect((await after.me(fresh)).status).toBe(200);
    expect((await before.me(fresh)).status).toBe(401);
  }); // prettier-ignore

  it('takes none of a secret that was taken away, be it good for hours', async () => {
    const old = (await aServer(OLD)).issue('u_1');
    expect((await (await aServer(TEST_SECRET, OLD)).me(old)).status).toBe(200);
    const { status, body } = await (await aServer(TEST_SECRET)).me(old);
    expect([status, body['code']]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('judges a token of the previous secret as strictly as any', async () => {
    const app = await aServer(TEST_SECRET, OLD);
    const claims = { sub: 'u_1', exp: app.nowS + 60 };
    const good = handmadeToken(OLD, claims);
    expect((await app.me(good)).status).toBe(200);
    const [head = '', body = '', signature = ''] = good.split('.');
    const expired = await app.me(handmadeToken(OLD, { ...claims, exp: app.nowS - 60 }));
    expect(expired.body['code']).toBe('TOKEN_EXPIRED');
    for (const bad of [
      handmadeToken(`${OLD}!`, claims),
      handmadeToken(OLD, claims, { alg: 'HS512', typ: 'JWT' }),
      `${head}.${body}.${signature.slice(0, -2)}`,
      `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'u_2' })).toString('base64url')}.${signature}`,
    ]) {
      expect((await app.me(bad)).body['code']).toBe('UNAUTHENTICATED');
    }
  });
});
