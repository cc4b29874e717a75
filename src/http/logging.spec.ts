import { PassThrough } from 'node:stream';
import { type Logger, pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { NO_SPAN } from '../telemetry/span.js';
import { activeSpan } from '../telemetry/tracing.js';
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

  it('carry the ids by which tracing systems know what is done, where there are any', () => {
    const span = { ...NO_SPAN, traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const [within, without] = linesOf((logger) => {
      logScope.run({ traceId: 't-1', trace_id: 'c'.repeat(32) }, () => {
        activeSpan.run(span, () => logger.info('within'));
        logger.info('without');
      });
    });
    expect(within).toMatchObject({ traceId: 't-1', trace_id: span.traceId, span_id: span.spanId });
    expect(without).toMatchObject({ traceId: 't-1', trace_id: 'c'.repeat(32) });
    expect(without).not.toHaveProperty('span_id');
  });

  it('hold no personal data when something went wrong, wherever it stands', () => {
    const lines = linesOf((logger) => {
      logger.error({ err: new Error('cannot read "手机13812345678"\nnext') }, 'mail a@b.com');
      logger.warn({ list: [{ phone: 13812345678 }], text: '身份证 11010519491231002X' }, 'kept');
      logger.debug({ text: 'Bearer abcdef123456' }, '密码：hunter22');
    });
    expect(lines).toMatchObject([
      { level: 'error', err: { message: 'cannot read "手机[phone]"\nnext' }, msg: 'mail [email]' },
      { level: 'warn', list: [{ phone: '[phone]' }], text: '身份证 [id]', msg: 'kept' },
      { level: 'debug', text: 'Bearer [secret]', msg: '密码：[secret]' },
    ]);
  });

  it('are left as they are at info, where there is none', () => {
    const [line] = linesOf((logger) => logger.info({ traceId: '13812345678' }, 'request'));
    expect(line).toMatchObject({ traceId: '13812345678' });
  });

  it('hide what must not be read', () => {
    const [line] = linesOf((logger) =>
      logger.info({ token: 'abc', request: { authorization: 'Bearer abc' } }),
    );
    expect(JSON.stringify(line)).not.toContain('abc');
  });
});
