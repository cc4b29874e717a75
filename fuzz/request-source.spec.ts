import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readApi } from './openapi.ts';
import { RequestSource } from './request-source.ts';

const api = readApi({
  paths: {
    '/things/{id}': {
      get: { parameters: [{ name: 'id', in: 'path', schema: { type: 'string' } }] },
      post: {
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
        },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, parts: { type: 'array', items: { $ref: '#/components/schemas/Thing' } } },
      },
    },
  },
}); // prettier-ignore

const source = (seed: number): RequestSource =>
  new RequestSource({ api, authorizations: fc.constant('Bearer x'), known: new Map() }, seed);
const firstBytes = (seed: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => source(seed).at(index).bytes.toString('latin1')); // prettier-ignore

describe('RequestSource', () => {
  it('makes the same request of the same seed and index, whatever came before', () => {
    const all = firstBytes(7, 20);
    expect(source(7).at(13).bytes.toString('latin1')).toBe(all[13]);
    expect(firstBytes(8, 20)).not.toEqual(all);
    expect(new Set(all).size).toBeGreaterThan(15);
  });

  it('calls what the document tells of, also what its schemas say of themselves', () => {
    const all = Array.from({ length: 400 }, (_, index) => source(1).at(index).draft);
    const called = all.filter((draft) => draft?.target.startsWith('/things/'));
    expect(new Set(called.map((draft) => draft?.method))).toContain('GET');
    const bodies = called.flatMap((draft) => (draft?.method === 'POST' ? [String(draft.body)] : []));
    expect(bodies.some((body) => body.startsWith('{"name":') && body.includes('"parts":[{'))).toBe(true);
  });
});
