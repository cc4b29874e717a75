import { describe, expect, it } from 'vitest';
import { connectionTrouble } from './connection-trouble.js';

const broken = (code: string): Error => Object.assign(new Error('with a secret'), { code });

describe('connectionTrouble', () => {
  it.each([
    ['ENOTFOUND', 'reachable', /name is unknown/, /DNS/],
    ['CERT_HAS_EXPIRED', 'tls', /expired/, /Renew/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', /another name/, /name/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', /incomplete/, /fullchain/],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', /nobody/, /public authority/],
    ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tls', /ERR_SSL/, /port/],
    ['HPE_INVALID_CONSTANT', 'reachable', /HPE_INVALID_CONSTANT/, /port/],
  ])('says of %s what to do', (code, subject, seen, advice) => {
    expect(connectionTrouble(broken(code))).toEqual({
      status: 'fail',
      subject,
      seen: expect.stringMatching(seen),
      advice: expect.stringMatching(advice),
    });
  });

  it('has something to say of what is no error of a connection', () => {
    expect(connectionTrouble('odd')).toMatchObject({
      status: 'fail',
      seen: 'no answer that is HTTP (unknown)',
    });
  });
});
