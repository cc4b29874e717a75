import { Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from '../config/settings.js';
import { ProxyNotice } from './proxy-notice.js';

const FORWARDED = { headers: { 'x-forwarded-for': '203.0.113.7' }, ip: '10.0.0.1' };

describe('a proxy that nobody has named', () => {
  const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
  afterEach(() => warn.mockClear());
  const aNotice = (trustedProxies?: readonly string[]): ProxyNotice =>
    new ProxyNotice(new ConfigService<Settings, true>({ trustedProxies }));

  it('is told of once', () => {
    const notice = aNotice();
    notice.look({ headers: {}, ip: '10.0.0.1' });
    expect(warn).not.toHaveBeenCalled();
    notice.look(FORWARDED);
    notice.look(FORWARDED);
    expect(warn.mock.calls).toEqual([
      [{ address: '10.0.0.1' }, expect.stringContaining('MINIASK_TRUSTED_PROXIES')],
    ]);
  });

  it('is none where proxies are named', () => {
    aNotice(['10.0.0.0/8']).look(FORWARDED);
    expect(warn).not.toHaveBeenCalled();
  });
});
