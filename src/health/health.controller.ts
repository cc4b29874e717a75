import { Controller, Get, HttpStatus, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/public.decorator.js';
import { RateLimitProbesPerAddress } from '../limits/rate-limit.decorators.js';
import { Readiness } from './readiness.js';

/** For load balancers and orchestrators. Tells what is wrong, never where: the calls are open. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly readiness: Readiness,
  ) {}

  /** The process answers; says nothing of what it depends on. */
  @Get('healthz')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 when an ask could be served now, else 503; the body tells of each part. */
  @Get('readyz')
  @RateLimitProbesPerAddress()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    try {
      return await this.health.check([
        () => this.readiness.accepting(),
        () => this.readiness.storage(),
        () => this.readiness.askLogs(),
        () => this.readiness.agent(),
        () => this.readiness.configuration(),
      ]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      reply.status(HttpStatus.SERVICE_UNAVAILABLE);
      return error.getResponse();
    }
  }
}
