import { describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/common/errors/catalogue.ts';
import { readAnswers } from '../sending/read-answers.ts';
import { Judge } from './judge.ts';
import { ResponseSchemas } from './schemas.ts';

const json = (schema: object) => ({ description: '', content: { 'application/json': { schema } } });
const schemas = new ResponseSchemas({
  paths: {
    '/asks/{id}': { get: { responses: { 200: json({ $ref: '#/components/schemas/Ask' }) } } },
    '/asks/all': {
      get: { responses: { 200: json({ type: 'array', items: { $ref: '#/components/schemas/Ask' } }) } },
    },
  },
  components: {
    schemas: {
      Ask: {
        type: 'object',
        required: ['aiGenerated'],
        properties: {
          aiGenerated: { type: 'boolean' },
          label: { type: 'string', enum: ['a', 'b'], nullable: true },
          at: { type: 'string', format: 'date-time' },
          parent: { allOf: [{ $ref: '#/components/schemas/Ask' }], nullable: true },
        },
      },
    },
  },
});
const judge = new Judge(schemas, new Set(['AGENT_TIMEOUT', 'AGENT_OVERLOADED']), ['the-secret']);
const HEADERS = { 'x-trace-id': 't-1', 'x-content-type-options': 'nosniff' };

interface Parts {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const PROBLEM = {
  type: 'urn:miniask:error:NOT_FOUND',
  title: 'There is nothing at this address',
  status: 404,
  code: 'NOT_FOUND',
  detail: 'There is nothing at this address',
  traceId: 't-1',
};
const aProblem = (changed: object = {}, status = 404, headers: Parts['headers'] = {}): Parts => ({
  status,
  headers: { ...HEADERS, 'content-type': 'application/problem+json; charset=utf-8', ...headers },
  body: JSON.stringify({ ...PROBLEM, ...changed }),
});

function bytesOf({ status = 200, headers = HEADERS, body = '' }: Parts): string {
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) });
  return `HTTP/1.1 ${status} X\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}

function faultsOf(bytes: string, { hung = false, target = '' } = {}): string[] {
  const { answers, rest } = readAnswers(Buffer.from(bytes), false, true);
  const draft = target === '' ? null : { method: 'GET', target, headers: [], body: null };
  return judge.faultsOf({ answers, rest, hung, ms: 1 }, draft);
}

const ofCode = (code: 'RATE_LIMITED' | 'AGENT_OVERLOADED', headers: Parts['headers'] = {}): string => {
  const { status, title } = ERRORS[code];
  return bytesOf(aProblem({ code, type: `urn:miniask:error:${code}`, title, status }, status, headers));
};

describe('the judge', () => {
  it.each([
    ['an answer', bytesOf({})],
    ['a refusal', bytesOf(aProblem())],
    ['a limit', ofCode('RATE_LIMITED', { 'retry-after': '60' })],
    ['an overload', ofCode('AGENT_OVERLOADED', { 'retry-after': '1' })],
    ['a silent close', ''],
    ['two answers', bytesOf(aProblem()) + bytesOf({})],
    ['a failure that is legitimate', bytesOf(aProblem({ code: 'AGENT_TIMEOUT', type: 'urn:miniask:error:AGENT_TIMEOUT', title: 'The agent did not answer in time', status: 504 }, 504))],
  ])('has nothing against %s', (_, bytes) => {
    expect(faultsOf(bytes)).toEqual([]);
  }); // prettier-ignore

  it.each([
    ['no traceId', bytesOf({ headers: { 'x-content-type-options': 'nosniff' } }), /x-trace-id/],
    ['no security headers', bytesOf({ headers: { 'x-trace-id': 't' } }), /security headers/],
    ['a failure', bytesOf(aProblem({ code: 'INTERNAL', type: 'urn:miniask:error:INTERNAL', title: 'The server failed', status: 500 }, 500)), /^500 INTERNAL/],
    ['a failure of somebody else', bytesOf({ status: 503 }), /content-type of a 503/],
    ['another status than its code has', bytesOf(aProblem({}, 400)), /NOT_FOUND with status 400/],
    ['a code that nobody knows', bytesOf(aProblem({ code: 'TEAPOT' })), /not in the catalogue/],
    ['another traceId than in the header', bytesOf(aProblem({ traceId: 't-2' })), /x-trace-id is not/],
    ['a field too many', bytesOf(aProblem({ stack: 'x' })), /stack/],
    ['a stack', bytesOf(aProblem({ detail: 'x at run (/app/dist/main.js:1:2)' })), /internal words/],
    ['a secret', bytesOf({ body: 'the-secret' }), /a secret/],
    ['no Allow', bytesOf(aProblem({ code: 'METHOD_NOT_ALLOWED', type: 'urn:miniask:error:METHOD_NOT_ALLOWED', title: 'This address does not take that method', status: 405 }, 405)), /without allow/],
    ['a limit that does not say until when', ofCode('RATE_LIMITED'), /RATE_LIMITED without retry-after/],
    ['an overload that does not say until when', ofCode('AGENT_OVERLOADED'), /AGENT_OVERLOADED without retry-after/],
    ['a time that is none', ofCode('RATE_LIMITED', { 'retry-after': '0' }), /retry-after of RATE_LIMITED is "0"/],
    ['JSON that is none', bytesOf({ headers: { ...HEADERS, 'content-type': 'application/json' }, body: '{' }), /not JSON/],
    ['an event out of form', bytesOf({ headers: { ...HEADERS, 'content-type': 'text/event-stream' }, body: 'id: 1\nevent: delta\ndata: {"text":"é"}\n\n' }), /no event/],
    ['bytes behind the answer', `${bytesOf({})}x`, /no answer is "x"/],
  ])('finds %s', (_, bytes, fault) => {
    expect(faultsOf(bytes).join('\n')).toMatch(fault);
  }); // prettier-ignore

  it('finds who was kept waiting', () => {
    expect(faultsOf('', { hung: true })).toEqual(['neither answered nor closed in time']);
  });

  const answerTo = (target: string, body: unknown, status = 200): string[] => {
    const headers = { ...HEADERS, 'content-type': 'application/json; charset=utf-8' };
    return faultsOf(bytesOf({ status, headers, body: JSON.stringify(body) }), { target });
  };
  const ASK = { aiGenerated: true, label: null, at: '2026-01-01T00:00:00.000Z', parent: null };

  it.each([
    ['/asks/1', ASK],
    ['/asks/1?x=/y', { ...ASK, label: 'a', parent: ASK }],
    ['/asks/all', [ASK]],
    ['/undocumented', { any: 'thing' }],
  ])('has nothing against the documented answer to %s', (target, body) => {
    expect(answerTo(target, body)).toEqual([]);
  });

  it.each([
    ['a value of another type', '/asks/1', { ...ASK, aiGenerated: 'nope' }, 200, /\/asks\/\{id\}, 200: \/aiGenerated must be boolean/],
    ['one further inside', '/asks/1', { ...ASK, parent: { aiGenerated: 1 } }, 200, /\/parent/],
    ['a missing value', '/asks/1', {}, 200, /required property 'aiGenerated'/],
    ['null where none may be', '/asks/1', { aiGenerated: null }, 200, /must be boolean/],
    ['a word too many', '/asks/1', { ...ASK, label: 'c' }, 200, /\/label/],
    ['a time that is none', '/asks/1', { ...ASK, at: 'now' }, 200, /date-time/],
    ['the answer of another call', '/asks/all', ASK, 200, /must be array/],
    ['a status that is not documented', '/asks/1', ASK, 202, /status 202 is not documented/],
  ])('finds %s in an answer', (_, target, body, status, fault) => {
    expect(answerTo(target, body, status).join('\n')).toMatch(fault);
  }); // prettier-ignore
});
