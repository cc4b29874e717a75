import { byPattern } from '../detector.js';

/** An openid or unionid of WeChat: 28 characters of base64url, the first of which is an o. */
const OPENID = /(?<![\w-])o[\w-]{27}(?![\w-])/dg;
/** So many capitals stand in no name that people give. */
const MANY_CAPITALS = 6;

export const openids = byPattern('[openid]', OPENID, looksRandom);

function looksRandom(text: string): boolean {
  if (!/[a-z]/.test(text.slice(1))) return false;
  const capitals = text.replace(/[^A-Z]/g, '').length;
  return capitals >= MANY_CAPITALS || (capitals > 0 && /\d/.test(text));
}
