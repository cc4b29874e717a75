import { Writable } from 'node:stream';
import { Controller, Get } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Logger, LoggerModule, PinoLogger } from 'nestjs-pino';
import { pino } from 'pino';
import { z } from 'zod';
import { AuthModule } from '../../src/auth/auth.module.js';
import type { AuthenticatedUser } from '../../src/auth/authenticated-user.js';
import { CurrentUser } from '../../src/auth/current-user.decorator.js';
import { JwtAuthGuard } from '../../src/auth/jwt-auth.guard.js';
import { OperatorOnly } from '../../src/auth/operator-only.decorator.js';
import { Public } from '../../src/auth/public.decorator.js';
import { SessionTokens } from '../../src/auth/session-tokens.js';
import { StrangerHooks } from '../../src/auth/stranger-hooks.js';
import { CommonModule } from '../../src/common/common.module.js';
import { TelemetryModule } from '../../src/telemetry/telemetry.module.js';
import { ConfigurationModule } from '../../src/config/configuration.module.js';
import type { Settings } from '../../src/config/settings.js';
import { FlagsModule } from '../../src/flags/flags.module.js';
import { HttpModule } from '../../src/http/http.module.js';
import { RequestHooks } from '../../src/http/request-hooks.js';
import { RedisModule } from '../../src/redis/redis.module.js';
import { aSnapshot } from './a-snapshot.js';
import { FakeClock } from './fake-clock.js';

export const TEST_SECRET = 'a secret of forty characters for tests!!';

const SETTINGS: Settings = {
  environment: 'dev',
  host: '127.0.0.1',
  port: 0,
  watchesConfig: false,
  configDir: './config',
  jwt: { verification: { kind: 'secret', secret: TEST_SECRET, ephemeral: false }, ttlS: 7200 },
  agent: 'local',
  databaseUrl: 'sqlite::memory:',
  spool: { folder: 'none', maxBytes: 0 },
  promptKey: 'a key of forty characters for the prompts!',
  userIdKey: 'a key of forty characters for user ids!!',
  shutdownGraceMs: 0,
  logFormat: 'json',
};

/** Gathers what is logged, as the library words it, which itself keeps one destination for all that runs in a process. */
class GatheringLogger extends PinoLogger {
  readonly lines: string[] = [];
  private readonly own = pino(
    { level: 'trace' },
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.lines.push(chunk.toString());
        done();
      },
    }),
  );

  override get logger(): typeof this.own {
    return this.own;
  }
}

/** What the requests of a test arrive at. */
@Controller('probe')
class ProbeController {
  @Get('me')
  me(@CurrentUser() user: AuthenticatedUser): AuthenticatedUser {
    return user;
  }

  @Get('operator')
  @OperatorOnly()
  operator(): { ok: true } {
    return { ok: true };
  }

  @Get('open')
  @Public()
  open(): { ok: true } {
    return { ok: true };
  }
}

const JsonObject = z.record(z.string(), z.unknown());

export interface AuthReply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Identity and nothing else of the application, over real HTTP, with a clock that tests move. */
export class AuthApp {
  private addresses = 0;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly clock: FakeClock,
    /** Every line that was logged since the start, until another application began in this process. */
    readonly logged: readonly string[],
  ) {}

  static async start(settings: Partial<Settings> = {}): Promise<AuthApp> {
    const clock = new FakeClock();
    const module = Test.createTestingModule({
      imports: [
        CommonModule.with(clock, 0),
        TelemetryModule.with(undefined, 0),
        ConfigurationModule.register({
          settings: { ...SETTINGS, ...settings },
          snapshot: aSnapshot(),
        }),
        // For who wants it injected; what is logged goes by another one.
        LoggerModule.forRoot({ forRoutes: [], pinoHttp: { level: 'silent', autoLogging: false } }),
        HttpModule,
        RedisModule,
        FlagsModule,
        AuthModule,
      ],
      controllers: [ProbeController],
      providers: [{ provide: APP_GUARD, useExisting: JwtAuthGuard }],
    });
    const app = (await module.compile()).createNestApplication<NestFastifyApplication>(
      new FastifyAdapter({ trustProxy: 'loopback' }),
    );
    const gathering = new GatheringLogger({});
    app.useLogger(new Logger(gathering, {}));
    const fastify = app.getHttpAdapter().getInstance();
    app.get(RequestHooks).register(fastify);
    app.get(StrangerHooks).register(fastify);
    await app.listen(0, '127.0.0.1');
    return new AuthApp(app, await app.getUrl(), clock, gathering.lines);
  }

  /** Seconds since the Unix epoch by the app's clock. */
  get nowS(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  issue(userId: string, operator = false): string {
    return this.app.get(SessionTokens).issue({ userId, operator }).token;
  }

  /** GET with an `Authorization` header as it stands; null sends none. */
  get(path: string, authorization: string | null, address = this.newAddress()): Promise<AuthReply> {
    return this.call(path, { headers: authorization === null ? {} : { authorization } }, address);
  }

  me(token: string): Promise<AuthReply> {
    return this.get('/probe/me', `Bearer ${token}`);
  }

  login(body: unknown, address = this.newAddress()): Promise<AuthReply> {
    return this.call(
      '/v1/mini/login',
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      },
      address,
    );
  }

  async close(): Promise<void> {
    await this.app.close();
  }

  private async call(path: string, init: RequestInit, address = this.newAddress()): Promise<AuthReply> {
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-for', address);
    const response = await fetch(this.url + path, { ...init, headers });
    const body = JsonObject.parse(await response.json());
    return { status: response.status, headers: response.headers, body };
  }

  /** Each call comes from an address of its own, so that no test meets the limit of an address by accident. */
  private newAddress(): string {
    this.addresses += 1;
    return `10.${(this.addresses >> 16) & 255}.${(this.addresses >> 8) & 255}.${this.addresses & 255}`;
  }
}
