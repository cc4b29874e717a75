import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providerError } from './provider-error.js';
import { shortProviderText } from './provider-text.js';

describe('the error of a provider', () => {
  it.each([
    ['400 bad', 'provider_refused', 422, 400],
    ['401 no', 'provider_auth_error', 502, 401],
    ['402 pay', 'insufficient_quota', 402, 402],
    ['403 no', 'provider_auth_error', 502, 403],
    ['404 what', 'provider_refused', 422, 404],
    ['408 slow', 'provider_error', 502, 408],
    ['429 slow down', 'rate_limit_error', 429, 429],
    ['500 oh', 'provider_error', 502, 500],
    ['503 later', 'provider_error', 502, 503],
    ['Connection error.', 'provider_unreachable', 502, undefined],
    ['terminated', 'provider_unreachable', 502, undefined],
    ['fetch failed', 'provider_unreachable', 502, undefined],
    ['Request timed out.', 'provider_unreachable', 502, undefined],
    ['Stream ended without finish_reason', 'provider_unreachable', 502, undefined],
    ['connect ECONNREFUSED 127.0.0.1:80', 'provider_unreachable', 502, undefined],
    ['getaddrinfo ENOTFOUND api.example.com', 'provider_unreachable', 502, undefined],
    ['', 'provider_unreachable', 502, undefined],
    ["Cannot read properties of null (reading 'index')", 'provider_error', 502, undefined],
    ["Cannot read properties of undefined (reading 'connection')", 'provider_error', 502, undefined],
    ['x is not iterable', 'provider_error', 502, undefined],
    ['Unexpected token < in JSON at position 0', 'provider_error', 502, undefined],
    ['Error reading response: malformed server-sent event JSON.', 'provider_error', 502, undefined],
    ['vendor trouble', 'provider_error', 502, undefined],
  ])('that says %o is %s', (text, type, status, providerStatus) => {
    expect(providerError({ text })).toMatchObject({ type, status, providerStatus });
  });

  it('is one of the connection where OpenClaw says so, whatever status it calls that', () => {
    const error = providerError({ text: '500 or so, said nobody', status: 408, broken: true });
    expect(error).toMatchObject({ type: 'provider_unreachable', status: 502, providerStatus: undefined });
  });

  it('has the time to wait', () => {
    const { retryAfterS } = providerError({ text: '429 slow down; Retry-After: 1.5 seconds' });
    expect(retryAfterS).toBe(2);
  });

  it('knows an account that is used up behind another status', () => {
    const error = providerError({ text: '429 You exceeded your quota', code: 'insufficient_quota' });
    expect(error).toMatchObject({ type: 'insufficient_quota', status: 402, providerStatus: 429 });
  });

  it('does not take a number in the words for a status', () => {
    expect(providerError({ text: 'terminated after 500 ms' }).type).toBe('provider_unreachable');
  });
});

describe('the words of a provider', () => {
  it.each([
    'Incorrect API key provided: sk-proj-abcdef1234567890',
    'Incorrect API key provided: sk-ab***************wxyz',
    'bad header Authorization: Bearer abc.def',
    'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc is expired',
    'key 0123456789abcdef0123456789abcdef was refused',
  ])('lose what looks like a key: %s', (text) => {
    expect(shortProviderText(text)).toContain('[removed]');
    expect(shortProviderText(text)).not.toMatch(/abcdef|wxyz|abc\.def|eyJ/);
  });

  it('are not told at all when the credentials were refused', () => {
    expect(providerError({ text: '401 Incorrect key my-own-secret' }).message).not.toContain('secret');
  });

  it('are short and on one line, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const short = shortProviderText(text);
        expect(Array.from(short).length).toBeLessThanOrEqual(200);
        expect(short).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
