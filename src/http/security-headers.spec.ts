import { expect, it } from 'vitest';
import { securityHeaders } from './security-headers.js';

it('asks browsers to trust nothing, and leaves scripts to Swagger UI', () => {
  expect(securityHeaders()).toMatchObject({
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  });
  expect(securityHeaders()).not.toHaveProperty('content-security-policy');
});
