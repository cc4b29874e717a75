import { describe, expect, it } from 'vitest';
import { readAnswers } from '../sending/read-answers.ts';
import { Judge } from './judge.ts';

const judge = new Judge(new Set(['AGENT_TIMEOUT']), ['the-secret']);
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

function faultsOf(bytes: string, hung = false): string[] {
  const { answers, rest } = readAnswers(Buffer.from(bytes), false, true);
  return judge.faultsOf({ answers, rest, hung, ms: 1 });
}

describe('the judge', () => {
  it.each([
    ['an answer', bytesOf({})],
    ['a refusal', bytesOf(aProblem())],
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
    ['JSON that is none', bytesOf({ headers: { ...HEADERS, 'content-type': 'application/json' }, body: '{' }), /not JSON/],
    ['an event out of form', bytesOf({ headers: { ...HEADERS, 'content-type': 'text/event-stream' }, body: 'id: 1\nevent: delta\ndata: {"text":"é"}\n\n' }), /no event/],
    ['bytes behind the answer', `${bytesOf({})}x`, /no answer is "x"/],
  ])('finds %s', (_, bytes, fault) => {
    expect(faultsOf(bytes).join('\n')).toMatch(fault);
  }); // prettier-ignore

  it('finds who was kept waiting', () => {
    expect(faultsOf('', true)).toEqual(['neither answered nor closed in time']);
  });
});
