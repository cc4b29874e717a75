import type { Detector } from '../detector.js';

const LOCAL = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]/;
/** RFC 5321, 4.5.3.1. */
const MOST_LOCAL = 64;
/** At least two labels; the last one has no digits, as in every domain there is. */
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/;
const MOST_DOMAIN = 253;

/** Addresses of e-mail. From each `@` on to both sides, each bounded. */
export const emails: Detector = function* find(text) {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = beginOfLocal(text, at);
    if (start === at) continue;
    const [domain] = DOMAIN.exec(text.slice(at + 1, at + 1 + MOST_DOMAIN)) ?? [];
    if (domain !== undefined) yield { start, end: at + 1 + domain.length, mark: '[email]' };
  }
};

function beginOfLocal(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < MOST_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1;
  // Punctuation before an address is not its own, as in `mail=a@b.cn`.
  while (start < at && /[^A-Za-z0-9_]/.test(text.charAt(start))) start += 1;
  return start;
}
