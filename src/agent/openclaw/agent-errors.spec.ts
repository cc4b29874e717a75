import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../common/errors/app-error.js';
import { isBreakerFault, noResponseError, refusalError, stillAway } from './agent-errors.js';

const NOTHING = { type: '', message: '' };
const frame = (type: string, message = 'vendor text') => ({ type, message });

describe('refusalError', () => {
  it.each([
    [
      { status: 401, ...frame('unauthorized', 'Unauthorized') },
      'AGENT_UNAVAILABLE',
      'gateway_token_refused',
      30,
    ],
    [{ status: 403, ...frame('forbidden') }, 'AGENT_UNAVAILABLE', 'gateway_token_refused', 30],
    [{ status: 401, ...NOTHING }, 'AGENT_UNAVAILABLE', 'gateway_token_refused', 30],
    [{ status: 429, ...frame('rate_limited'), retryAfter: '15' }, 'AGENT_UNAVAILABLE', 'gateway_locked', 15],
    [
      { status: 429, ...frame('rate_limit_error', '429 x; Retry-After: 7 seconds') },
      'AGENT_OVERLOADED',
      'provider_rate_limited',
      7,
    ],
    [{ status: 429, ...NOTHING }, 'AGENT_OVERLOADED', 'provider_rate_limited', 2],
    [frame('rate_limit_error', '429 stub error 429'), 'AGENT_OVERLOADED', 'provider_rate_limited', 2],
    [
      frame('rate_limit_error', '429 x; Retry-After: 7 seconds'),
      'AGENT_OVERLOADED',
      'provider_rate_limited',
      7,
    ],
    [{ status: 401, ...frame('authentication_error') }, 'AGENT_UNAVAILABLE', 'provider_auth', 60],
    [frame('authentication_error'), 'AGENT_UNAVAILABLE', 'provider_auth', 60],
    [frame('insufficient_quota'), 'AGENT_UNAVAILABLE', 'provider_quota', 60],
    [{ status: 402, ...NOTHING }, 'AGENT_UNAVAILABLE', 'provider_quota', 60],
    [
      frame(
        'api_error',
        'Inline API key for provider "main" is temporarily disabled after a provider auth/billing failure. Retry after about 1 minute.',
      ),
      'AGENT_UNAVAILABLE',
      'provider_blocked',
      60,
    ],
    [frame('api_error', 'upstream provider timeout'), 'AGENT_TIMEOUT', 'provider_timeout', undefined],
    [{ status: 408, ...NOTHING }, 'AGENT_TIMEOUT', 'provider_timeout', undefined],
    [{ status: 504, ...NOTHING }, 'AGENT_TIMEOUT', 'provider_timeout', undefined],
    [frame('api_error', 'upstream provider error'), 'AGENT_ERROR', 'provider_failed', undefined],
    [
      { status: 502, ...frame('api_error', 'upstream provider error') },
      'AGENT_ERROR',
      'provider_failed',
      undefined,
    ],
    [frame('invalid_request_error', '400 stub error 400'), 'AGENT_ERROR', 'provider_refused', undefined],
    [
      { status: 400, ...frame('invalid_request_error', "Unknown agent 'nope'.") },
      'AGENT_ERROR',
      'misconfigured',
      undefined,
    ],
    [{ status: 502, ...frame('invalid_tool_call') }, 'AGENT_ERROR', 'invalid_tool_call', undefined],
    [frame('invalid_tool_call'), 'AGENT_ERROR', 'invalid_tool_call', undefined],
    [{ status: 404, ...NOTHING }, 'AGENT_ERROR', 'misconfigured', undefined],
    [{ status: 405, ...NOTHING }, 'AGENT_ERROR', 'misconfigured', undefined],
    [{ status: 413, ...frame('invalid_request_error') }, 'AGENT_ERROR', 'misconfigured', undefined],
    [{ status: 302, ...NOTHING }, 'AGENT_ERROR', 'misconfigured', undefined],
    [{ status: 503, ...NOTHING }, 'AGENT_UNAVAILABLE', 'gateway_not_ready', 5],
    [{ status: 503, ...NOTHING, retryAfter: '9' }, 'AGENT_UNAVAILABLE', 'gateway_not_ready', 9],
    [{ status: 500, ...frame('api_error', 'internal error') }, 'AGENT_ERROR', 'gateway_failed', undefined],
    [{ status: 502, ...NOTHING }, 'AGENT_ERROR', 'gateway_failed', undefined],
    [frame('api_error', 'internal error'), 'AGENT_ERROR', 'gateway_failed', undefined],
    [frame('something new'), 'AGENT_ERROR', 'gateway_failed', undefined],
  ])('%o is %s, %s', (refusal, code, reason, retryAfterS) => {
    const error = refusalError(refusal);

    expect(error).toMatchObject({ code, reason });
    expect(error.retryAfterS).toBe(retryAfterS);
  });

  it.each([
    ['0', 1],
    ['86400', 60],
    ['999999999999', 5],
    ['-3', 5],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 5],
  ])('keeps a wait of %s within bounds: %d', (retryAfter, expected) => {
    expect(refusalError({ status: 503, ...NOTHING, retryAfter }).retryAfterS).toBe(expected);
  });

  it.each([
    ['a wait that the header names', { status: 503, ...NOTHING, retryAfter: '1' }, 'after_wait'],
    [
      'a wait that a provider names',
      frame('rate_limit_error', '429 x; Retry-After: 7 seconds'),
      'after_wait',
    ],
    ['a provider that names none', frame('rate_limit_error'), 'soon'],
    ['a gateway that starts', { status: 503, ...NOTHING }, 'soon'],
    ['a failure without any wait', frame('api_error', 'upstream provider error'), 'soon'],
    ['a wrong token', { status: 401, ...frame('unauthorized') }, 'futile'],
    ['a wrong key', frame('authentication_error'), 'futile'],
    ['an unpaid bill', { status: 402, ...NOTHING }, 'futile'],
    ['an unknown agent', { status: 400, ...frame('unknown_agent') }, 'futile'],
    ['a model that is not allowed', { status: 404, ...frame('model_not_found') }, 'futile'],
    ['an endpoint that is off', { status: 404, ...NOTHING }, 'futile'],
    ['a request that a provider refuses', { status: 422, ...frame('provider_refused') }, 'futile'],
    ['a request that a provider refuses, in a stream', frame('invalid_request_error'), 'futile'],
  ])('says when to try again after %s', (_, refusal, expected) => {
    expect(refusalError(refusal).secondTry).toBe(expected);
  });

  it("carries none of the gateway's words", () => {
    const error = refusalError({ status: 401, ...frame('authentication_error', 'key sk-1234 is wrong') });

    expect(inspect(error, { depth: null })).not.toContain('sk-1234');
  });
});

describe('isBreakerFault', () => {
  it.each([
    ['provider_unreachable', true],
    ['provider_error', true],
    ['provider_refused', false],
    ['invalid_tool_call', false],
    ['overloaded', false],
  ])('after %s is %s', (type, fault) => {
    expect(isBreakerFault(refusalError(frame(type)))).toBe(fault);
  });
});

describe('noResponseError', () => {
  const failed = (code: string) => Object.assign(new Error('failed'), { code });

  it.each([
    ['ECONNREFUSED', 'AGENT_UNAVAILABLE', 'gateway_unreachable'],
    ['ENOTFOUND', 'AGENT_UNAVAILABLE', 'gateway_unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'AGENT_UNAVAILABLE', 'gateway_unreachable'],
    ['ECONNRESET', 'AGENT_UNAVAILABLE', 'gateway_disconnected'],
    ['UND_ERR_SOCKET', 'AGENT_UNAVAILABLE', 'gateway_disconnected'],
    ['UND_ERR_DESTROYED', 'AGENT_UNAVAILABLE', 'gateway_disconnected'],
    ['UND_ERR_HEADERS_TIMEOUT', 'AGENT_TIMEOUT', 'gateway_silent'],
  ])('%s', (code, expected, reason) => {
    expect(noResponseError(failed(code))).toMatchObject({ code: expected, reason });
  });

  it('tells the code of what happened, and no address', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:18789'), {
      code: 'ECONNREFUSED',
      address: '10.1.2.3',
      port: 18789,
    });
    const told = inspect(noResponseError(cause), { depth: null });

    expect(told).toContain('ECONNREFUSED');
    expect(told).not.toMatch(/10\.1\.2\.3|18789/);
    expect(inspect(noResponseError(new Error('10.1.2.3')), { depth: null })).not.toContain('10.1.2.3');
  });

  it.each([
    ['ECONNREFUSED', 'soon'],
    ['ECONNRESET', 'soon'],
    ['UND_ERR_CONNECT_TIMEOUT', 'futile'],
    ['ETIMEDOUT', 'futile'],
  ])('%s is worth another try: %s', (code, secondTry) => {
    expect(noResponseError(failed(code)).secondTry).toBe(secondTry);
  });
});

describe('stillAway', () => {
  const away = { reason: 'gateway_not_ready', retryAfterS: 5, cause: new Error('ECONNREFUSED') } as const;

  it('makes another try futile, and changes nothing else', () => {
    const error = stillAway(new AppError('AGENT_UNAVAILABLE', away));
    expect(error).toMatchObject({ code: 'AGENT_UNAVAILABLE', ...away, secondTry: 'futile' });
  });

  it('leaves alone what failed in another way, or told when to come again', () => {
    const failed = new AppError('AGENT_ERROR', { reason: 'provider_failed' });
    const named = new AppError('AGENT_UNAVAILABLE', { ...away, secondTry: 'after_wait' });
    expect([stillAway(failed), stillAway(named)]).toEqual([failed, named]);
    expect(stillAway(named)).toBe(named);
  });
});
