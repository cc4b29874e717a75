import * as fc from 'fast-check';
import type { Operation, Parameter } from '../openapi.ts';
import type { SchemaValues } from './values.ts';
import { hostileString } from './words.ts';

/** Addresses that no OpenAPI document tells of. */
const OTHER_TARGETS = ['/', '/healthz', '/readyz', '/metrics', '/docs', '/docs/', '/docs-json', '/docs/nope', '/docs/..%2f..%2fpackage.json', '/docs/swagger-ui.css', '/v1', '/v1/mini', '/favicon.ico', '/.env', '/v1/mini/asks/', '*', '']; // prettier-ignore

/** The request target of an operation, with parameters that are mostly right, spelt as nobody would. */
export function targetsOf(operation: Operation, values: SchemaValues): fc.Arbitrary<string> {
  return fc
    .tuple(pathOf(operation, values), queryOf(operation, values), fc.noBias(fc.nat(99)))
    .map(([path, query, way]) => twisted(path, query, way));
}

export function otherTargets(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...OTHER_TARGETS) },
    { weight: 1, arbitrary: hostileString().map((text) => `/v1/${encoded(text)}`) },
    { weight: 1, arbitrary: fc.webPath().map((path) => `/${path}`) },
  );
}

function pathOf({ path, parameters }: Operation, values: SchemaValues): fc.Arbitrary<string> {
  const places = parameters.filter((parameter) => parameter.in === 'path');
  return fc
    .tuple(...places.map((place) => valueOf(place, values)))
    .map((texts) =>
      places.reduce((filled, { name }, index) => filled.replace(`{${name}}`, () => texts[index] ?? ''), path),
    );
}

function queryOf({ parameters }: Operation, values: SchemaValues): fc.Arbitrary<string> {
  const known = parameters
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) => valueOf(parameter, values).map((text) => `${parameter.name}=${text}`));
  const pair = fc.oneof(
    ...known.map((arbitrary) => ({ weight: 12, arbitrary })),
    { weight: 1, arbitrary: fc.tuple(hostileString(), hostileString()).map(([name, value]) => `${encoded(name)}=${encoded(value)}`) },
    { weight: 1, arbitrary: fc.constantFrom('a', '=', '&&', 'a[b]=1', '__proto__=1', 'a=1&a=2', '%', '?', '+=+', 'x=1&'.repeat(1500)) },
  ); // prettier-ignore
  const pairs = fc.array(pair, { maxLength: 4 }).map((all) => all.join('&'));
  return known.length > 0
    ? pairs
    : fc.oneof({ weight: 12, arbitrary: fc.constant('') }, { weight: 1, arbitrary: pairs });
}

function valueOf({ name, schema }: Parameter, values: SchemaValues): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: values.of(schema, name).map((value) => encoded(typeof value === 'string' ? value : JSON.stringify(value))) },
    { weight: 1, arbitrary: hostileString().map(encoded) },
    { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%00', '%ff', '..', '%2e%2e', 'a%2fb', '%c0%af', ';x=1', 'é', '[]') },
  ); // prettier-ignore
}

type Twist = (path: string, query: string) => string;

const TWISTS: readonly Twist[] = [
  (path, query) => `/${path}${query}`,
  (path) => `${path}/`,
  (path, query) => `http://fuzz${path}${query}`,
  (path, query) => `https://elsewhere.example:443${path}${query}`,
  (path, query) => `/${path.slice(1).replaceAll('/', '%2f')}${query}`,
  (path, query) => `${path}${query}`.toUpperCase(),
  (path, query) => `${path}${query}#fragment`,
  (path, query) => `${path}${query}`.replace('/v1/', '/v1/./../v1/'),
  (path, query) => `${path};x=1${query}`,
  (path) => `${path}${'/x'.repeat(2000)}`,
  (path) => `${path}?${'y'.repeat(20_000)}`,
  (path, query) => `/${path.slice(1).replaceAll('/', '\\')}${query}`,
];

/** @param way from 0 to 99; most leave the target as it is */
function twisted(path: string, query: string, way: number): string {
  const behind = query === '' ? '' : `?${query}`;
  return TWISTS[way]?.(path, behind) ?? `${path}${behind}`;
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).slice(0, 9000);
}
