import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Logger, type Params } from 'nestjs-pino';
import type { LogLevel } from '../config/snapshot.js';
import { redactJson } from '../privacy/redact-json.js';
import { redactText } from '../privacy/redact-text.js';
import type { Settings } from '../config/settings.js';
import { activeSpan } from '../telemetry/tracing.js';

/** Where secrets could stand if somebody logged a whole object; a net, not a licence. */
const REDACTED_PATHS = [
  'authorization',
  '*.authorization',
  'req.headers.authorization',
  'token',
  '*.token',
  'secret',
  '*.secret',
  'session_key',
  '*.session_key',
  'openid',
  '*.openid',
];

/** By what names a line is found; `trace_id` is the one of tracing systems, where there is one. */
export interface LogNames {
  readonly traceId: string;
  readonly trace_id?: string;
}

/** What every line written on behalf of a request carries. */
export const logScope = new AsyncLocalStorage<LogNames>();

/** Where Nest tells of each module and route at every start: worth reading only when one is missing. */
const CHATTY_CONTEXTS: ReadonlySet<unknown> = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer']);

/** The application's logger: Nest's own small talk goes to trace. */
@Injectable()
export class AppLogger extends Logger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (CHATTY_CONTEXTS.has(rest.at(-1))) super.verbose(message, ...rest);
    else super.log(message, ...rest);
  }
}

/** Lines of every day: what is logged there holds no text of users, and there are many of them. */
const INFO = '{"level":"info"';

/**
 * A line as it may leave the process: what failed may have quoted what a user wrote.
 * @param line one JSON object, which begins with its level, and a line break
 */
export function redactLine(line: string): string {
  if (line.startsWith(INFO)) return line;
  const redacted = redactText(line);
  if (redacted === line || isJson(redacted)) return redacted;
  // A number has become a word.
  return `${JSON.stringify(redactJson(JSON.parse(line)))}\n`;
}

/** As https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/ has them. */
function spanNames(): object {
  const span = activeSpan.getStore();
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON lines on stdout, or lines for people on a developer's terminal. */
export function loggerParams(settings: Pick<Settings, 'logFormat'>, level: LogLevel): Params {
  return {
    // Requests are logged by our own hook, one line each: the library's middleware is not installed.
    forRoutes: [],
    pinoHttp: {
      level,
      autoLogging: false,
      hooks: { streamWrite: redactLine },
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
      base: null,
      // A copy: pino merges each line into what it gets here.
      mixin: () => ({ ...logScope.getStore(), ...spanNames() }),
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      ...(settings.logFormat === 'pretty' && {
        transport: {
          target: 'pino-pretty',
          options: { singleLine: true, translateTime: 'HH:MM:ss.l', ignore: 'pid,hostname' },
        },
      }),
    },
  };
}
