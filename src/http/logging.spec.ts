import { PassThrough } from 'node:stream';
import { type Logger, pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { logScope, loggerParams } from './logging.js';

function linesOf(write: (logger: Logger) => void): Record<string, unknown>[] {
  const sink = new PassThrough();
  const { pinoHttp } = loggerParams({ logFormat: 'json' }, 'debug');
  if (typeof pinoHttp !== 'object' || Array.isArray(pinoHttp) || !('mixin' in pinoHttp)) {
    throw new Error('unexpected options');
  }
  write(pino({ ...pinoHttp }, sink));
  return String(sink.read())
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
}

describe('log lines', () => {
  it('carry the traceId of the request on whose behalf they are written, and nothing of other lines', () => {
    const [first, second, outside] = linesOf((logger) => {
      logScope.run({ traceId: 't-1' }, () => {
        logger.warn({ err: new Error('x'), part: 'storage' }, 'first');
        logger.info('second');
      });
      logger.info('outside');
    });
    expect(first).toMatchObject({ traceId: 't-1', level: 'warn', part: 'storage', msg: 'first' });
    expect(Object.keys(second ?? {}).toSorted()).toEqual(['level', 'msg', 'time', 'traceId']);
    expect(outside).not.toHaveProperty('traceId');
  });

  it('hide what must not be read', () => {
    const [line] = linesOf((logger) =>
      logger.info({ token: 'abc', request: { authorization: 'Bearer abc' } }),
    );
    expect(JSON.stringify(line)).not.toContain('abc');
  });
});
