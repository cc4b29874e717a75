import { digest } from '../common/digest.js';

/** Names what it is made of: equal exactly when that is (RFC 9110, 8.8.3). */
export function entityTag(value: unknown): string {
  return `"${digest(value).slice(0, 32)}"`;
}

/** Whether a client that sent this `If-None-Match` has it already; weak tags compare as well (RFC 9110, 13.1.2). */
export function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const tags: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
  return tags.includes(tag);
}
