import { Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../config/settings.js';

/** Says once that there seems to be a proxy which nobody has named: all of its clients share the limits of one address. */
@Injectable()
export class ProxyNotice {
  private readonly logger = new Logger('RateLimits');
  private isDone: boolean;

  constructor(config: ConfigService<Settings, true>) {
    this.isDone = config.get('trustedProxies', { infer: true }) !== undefined;
  }

  look({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): void {
    if (this.isDone || headers['x-forwarded-for'] === undefined) return;
    this.isDone = true;
    this.logger.warn(
      { address: ip },
      'a request names its client in X-Forwarded-For, which is not believed: if it came through a proxy of yours, name that in MINIASK_TRUSTED_PROXIES, or all who come through it share the limits of one address',
    );
  }
}
