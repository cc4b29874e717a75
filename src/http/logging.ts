import type { Params } from 'nestjs-pino';
import type { LogLevel } from '../config/snapshot.js';
import type { Settings } from '../config/settings.js';

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

/** JSON lines on stdout, or lines for people on a developer's terminal. */
export function loggerParams(settings: Settings, level: LogLevel): Params {
  return {
    // Requests are logged by our own hook, one line each: the library's middleware is not installed.
    forRoutes: [],
    pinoHttp: {
      level,
      autoLogging: false,
      redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
      base: null,
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
