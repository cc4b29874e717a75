import { createHmac } from 'node:crypto';

const DOMAIN = 'miniask/user-id/1';
/** 128 bits: no two users will ever meet. */
const BYTES = 16;

/**
 * The userId of a WeChat user: the same for the same app and key, and no way back to the openid
 * without the key. Another app's user with an equal openid gets another id.
 */
export function userIdOf(openid: string, appId: string, key: string): string {
  const digest = createHmac('sha256', key)
    .update(JSON.stringify([DOMAIN, appId, openid]))
    .digest();
  return `u_${digest.subarray(0, BYTES).toString('base64url')}`;
}
