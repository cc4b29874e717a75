import * as fc from 'fast-check';
import type { Api, Operation } from '../openapi.ts';
import type { Draft } from '../request.ts';
import { addresses, oddHeaders } from './headers.ts';
import { spellings } from './json-text.ts';
import { otherTargets, targetsOf } from './targets.ts';
import { SchemaValues } from './values.ts';

const METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'get',
  'FOO',
];

export interface DraftSources {
  readonly api: Api;
  readonly authorizations: fc.Arbitrary<string | undefined>;
  /** Values that mean something to the server, by the names of their fields. */
  readonly known: ReadonlyMap<string, readonly string[]>;
}

/** Requests for every operation of the API, most of them nearly right, and some for what is not in it. */
export function drafts({ api, authorizations, known }: DraftSources): fc.Arbitrary<Draft> {
  const values = new SchemaValues(api, known);
  const asked = api.operations.map((operation) => ({
    // A body may be wrong in many more ways than a path, and each of several bodies in its own.
    weight: 2 + 3 * (operation.body?.schema.oneOf?.length ?? (operation.body === undefined ? 0 : 1)),
    arbitrary: draftOf(operation, values, authorizations),
  }));
  const other = assemble(fc.constantFrom(...METHODS), otherTargets(), fc.constant(null), authorizations);
  return fc.oneof(...asked, { weight: 2, arbitrary: other });
}

function draftOf(operation: Operation, values: SchemaValues, authorizations: DraftSources['authorizations']): fc.Arbitrary<Draft> {
  const method = fc.oneof({ weight: 15, arbitrary: fc.constant(operation.method) }, { weight: 1, arbitrary: fc.constantFrom(...METHODS) });
  return assemble(method, targetsOf(operation, values), bodiesOf(operation, values), authorizations);
} // prettier-ignore

function bodiesOf({ body }: Operation, values: SchemaValues): fc.Arbitrary<Uint8Array | null> {
  if (body === undefined) {
    const texts = fc.constantFrom<Uint8Array | null>(null, Buffer.alloc(0), Buffer.from('{}'), Buffer.from('{"traceId":"t-1"}'));
    return fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: texts });
  } // prettier-ignore
  const examples = body.examples.map((example) => ({ weight: 1, arbitrary: fc.constant(example) }));
  const value = fc.oneof({ weight: 6, arbitrary: values.of(body.schema) }, ...examples);
  return fc.tuple(value, spellings()).map(([content, spell]) => spell(JSON.stringify(content)));
}

function assemble(
  methods: fc.Arbitrary<string>,
  targets: fc.Arbitrary<string>,
  bodies: fc.Arbitrary<Uint8Array | null>,
  authorizations: DraftSources['authorizations'],
): fc.Arbitrary<Draft> {
  return fc
    .record({ method: methods, target: targets, body: bodies, authorization: authorizations, odd: oddHeaders(), address: addresses() })
    .map(({ method, target, body, authorization, odd, address }) => ({
      method,
      target,
      body,
      headers: [
        ['x-forwarded-for', address] as const,
        ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
        ...(body === null || odd.some(([name]) => name === 'content-type') ? [] : [['content-type', 'application/json'] as const]),
        ...odd,
      ],
    }));
} // prettier-ignore
