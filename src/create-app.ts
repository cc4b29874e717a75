import { ShutdownSignal } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyHttpOptions, RawServerDefault } from 'fastify';
import { AppModule } from './app.module.js';
import { StrangerHooks } from './auth/stranger-hooks.js';
import { type Clock, SystemClock } from './common/clock.js';
import type { LoadedConfiguration } from './config/load-configuration.js';
import type { Settings } from './config/settings.js';
import { serveDocs } from './docs.js';
import { HANGUP_RELOADS } from './hangup.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { BareRequests, answerUnroutable } from './http/bare-requests.js';
import { allowOrigins } from './http/cors.js';
import { acceptJsonBodies } from './http/json-body.js';
import { AppLogger } from './http/logging.js';
import { RequestHooks } from './http/request-hooks.js';
import { RefusalTraceHook } from './asks/refusal-trace.hook.js';
import { packageVersion } from './version.js';

/** Also the limit of `traceId`, the only parameter that clients choose. */
const MAX_PARAM_LENGTH = 128;
/** The contract: an ask is at most 64 KB. */
const BODY_LIMIT_BYTES = 64 * 1024;

/** Node's default, said because refusals are tested against it: the request line and all headers, in bytes. */
const MAX_HEADER_BYTES = 16 * 1024;
/** What one process keeps open at once; an idle connection takes some 10 KB, an open stream some 50. */
const MAX_CONNECTIONS = 8192;

/**
 * How long a client may take for its headers and for its whole request, in milliseconds; slow ones would
 * hold sockets for ever. Node takes these as the server is made, and looks only every 30 s unless told.
 */
export interface ClientPatience {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
}

const PATIENCE: ClientPatience = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 5000,
};

/** The signals at which the server ends. */
const STOP_SIGNALS = Object.values(ShutdownSignal).filter(
  (signal) => !HANGUP_RELOADS || signal !== ShutdownSignal.SIGHUP,
);

/** What tests decide for themselves. */
export interface AppOptions {
  readonly clock?: Clock;
  readonly patience?: ClientPatience;
  readonly maxConnections?: number;
}

function serverOptions(
  { trustedProxies = [] }: Settings,
  patience: ClientPatience,
  bareRequests: BareRequests,
): FastifyHttpOptions<RawServerDefault> {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    // Whose X-Forwarded-For tells the client's address; anybody else's is a claim.
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    // A request without Host is refused by a hook, in the contract's form.
    http: { ...patience, maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    requestTimeout: patience.requestTimeout,
    connectionTimeout: 75_000,
    // Longer than the minute that load balancers keep idle connections, so that they close first.
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    clientErrorHandler: (error, socket) => bareRequests.answerBroken(error, socket),
    frameworkErrors: answerUnroutable,
  };
}

/** The whole application, ready to listen. */
export async function createApp(
  configuration: LoadedConfiguration,
  { clock = new SystemClock(), patience = PATIENCE, maxConnections = MAX_CONNECTIONS }: AppOptions = {},
): Promise<NestFastifyApplication> {
  const bareRequests = new BareRequests(clock);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(configuration, clock),
    new FastifyAdapter(serverOptions(configuration.settings, patience, bareRequests)),
    { bufferLogs: true, bodyParser: false, abortOnError: false },
  );
  app.useLogger(app.get(AppLogger));
  const fastify = app.getHttpAdapter().getInstance();
  // Further ones are closed at once. Requests on one connection are not counted: proxies keep theirs for good.
  fastify.server.maxConnections = maxConnections;
  bareRequests.watch(fastify.server);
  app.get(AllowedMethods).watch(fastify);
  app.get(RequestHooks).register(fastify);
  app.get(RefusalTraceHook).register(fastify);
  acceptJsonBodies(fastify);
  allowOrigins(app, configuration.settings.corsOrigins ?? []);
  app.get(StrangerHooks).register(fastify);
  serveDocs(app, packageVersion());
  app.enableShutdownHooks(STOP_SIGNALS);
  return app;
}
