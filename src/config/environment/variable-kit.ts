import { isIP } from 'node:net';
import { z } from 'zod';

/** Schemas that read a value out of a variable's text. None of their messages quotes the text of a URL or a secret. */

const HTTP: readonly string[] = ['http:', 'https:'];
const ADDRESS_RULE = 'must be an address that begins with http:// or https://';

export function numberText(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
}

export function secretText(minLength: number) {
  return z.string().refine((text) => text.length >= minLength, {
    error: `must have at least ${minLength} characters; "openssl rand -base64 48" prints a good one`,
  });
}

/** The http(s) address under which an API is, without trailing slash. */
export function baseUrl() {
  return z.string().transform((text, context) => readBaseUrl(text, context));
}

export function baseUrls() {
  return z.string().transform((text, context) => {
    const urls = text.split(',').map((part) => readBaseUrl(part.trim(), context));
    if (new Set(urls).size < urls.length) {
      context.addIssue({ code: 'custom', message: 'must not name an address twice' });
    }
    return urls;
  });
}

/** The http(s) address of one document, as it is. */
export function documentUrl() {
  return z.string().refine((text) => hasScheme(text, HTTP), { error: ADDRESS_RULE });
}

export function databaseUrl() {
  return z
    .string()
    .refine((text) => /^sqlite:./.test(text) || hasScheme(text, ['postgres:', 'postgresql:']), {
      error: 'must be sqlite:<file> or postgres://<user>:<password>@<host>/<database>',
    });
}

export function redisUrl() {
  return z.string().refine((text) => hasScheme(text, ['redis:', 'rediss:']), {
    error: 'must be redis://<host>:<port> or rediss://…',
  });
}

const PROXY_GROUPS: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];
const PROXY_RULE = `must be a list of IP addresses, networks such as 10.0.0.0/8, ${PROXY_GROUPS.join(', ')}`;

/** Who may say for whom a request is made; the words are those of Fastify's `trustProxy`. */
export function proxyList() {
  return z.string().transform((text, context) => {
    const proxies = text.split(',').map((part) => part.trim());
    if (!proxies.every(isProxy)) context.addIssue({ code: 'custom', message: PROXY_RULE });
    return proxies;
  });
}

const ORIGIN_RULE =
  'must be a list of exact origins such as https://h5.example or http://localhost:5173, without path and without *';

/** Origins as browsers write them into the `Origin` header (RFC 6454, section 6.2). */
export function originList() {
  return z.string().transform((text, context) => {
    const origins = text.split(',').map((part) => part.trim());
    if (!origins.every(isOrigin)) context.addIssue({ code: 'custom', message: ORIGIN_RULE });
    return [...new Set(origins)];
  });
}

function isOrigin(text: string): boolean {
  // The parser takes `*` for a part of a host name.
  return !text.includes('*') && hasScheme(text, HTTP) && URL.parse(text)?.origin === text;
}

function isProxy(text: string): boolean {
  if (PROXY_GROUPS.includes(text) || isIP(text) !== 0) return true;
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits) || isIP(address) === 0) return false;
  return Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

function readBaseUrl(text: string, context: z.core.$RefinementCtx): string {
  const url = URL.parse(text);
  const complaint = complaintAbout(url);
  if (url === null || complaint !== undefined) {
    context.addIssue({ code: 'custom', message: complaint ?? ADDRESS_RULE });
    return z.NEVER;
  }
  return url.href.replace(/\/+$/, '');
}

function complaintAbout(url: URL | null): string | undefined {
  if (url === null || !HTTP.includes(url.protocol)) return ADDRESS_RULE;
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (url.search !== '' || url.hash !== '') return 'must not hold a query or fragment';
  return undefined;
}

function hasScheme(text: string, schemes: readonly string[]): boolean {
  const url = URL.parse(text);
  return url !== null && schemes.includes(url.protocol);
}
