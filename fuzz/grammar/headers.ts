import * as fc from 'fast-check';

type Header = readonly [name: string, value: string];

const ODD_HEADERS: readonly Header[] = [
  ['accept', 'text/event-stream'],
  ['accept', 'text/event-stream;q=0, */*'],
  ['accept', ','.repeat(500)],
  ['accept', 'application/json'],
  ['accept-encoding', 'gzip, br, zstd'],
  ['last-event-id', '2'],
  ['last-event-id', '-1'],
  ['last-event-id', '9'.repeat(30)],
  ['content-encoding', 'gzip'],
  ['content-encoding', 'identity, gzip'],
  ['content-encoding', 'IDENTITY'],
  ['content-type', 'application/json; charset=utf-8'],
  ['content-type', 'application/json; charset=gbk'],
  ['content-type', 'text/plain'],
  ['content-type', 'multipart/form-data; boundary=x'],
  ['content-type', ''],
  ['content-length', '0'],
  ['content-length', '5, 5'],
  ['transfer-encoding', 'chunked'],
  ['transfer-encoding', 'gzip, chunked'],
  ['transfer-encoding', 'identity'],
  ['expect', '100-continue'],
  ['expect', 'miracles'],
  ['upgrade', 'websocket'],
  ['upgrade', 'h2c'],
  ['connection', 'upgrade, close'],
  ['connection', 'close'],
  ['http2-settings', 'AAMAAABkAAQAAP__'],
  ['origin', 'https://elsewhere.example'],
  ['origin', 'null'],
  ['access-control-request-method', 'POST'],
  ['if-none-match', '*'],
  ['if-none-match', 'W/"x"'],
  ['range', 'bytes=0-1'],
  ['x-http-method-override', 'DELETE'],
  ['x-forwarded-for', ', , unknown'],
  ['x-forwarded-host', 'elsewhere.example'],
  ['x-original-url', '/v1/ops/traces'],
  ['x-trace-id', 'mine'],
  ['traceparent', '00-zz-zz-00'],
  ['host', 'second.example'],
  ['authorization', 'Bearer a.b.c'],
  ['cookie', 'a='.repeat(2000)],
  ['x-odd', '\u00ff\u0080'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
];

/** A few headers that a client need not send. */
export function oddHeaders(): fc.Arbitrary<readonly Header[]> {
  return fc.oneof(
    { weight: 40, arbitrary: fc.constant<readonly Header[]>([]) },
    { weight: 8, arbitrary: fc.array(fc.constantFrom(...ODD_HEADERS), { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 20, max: 200 }).map((count) => many(count)) },
  );
}

/** The address for which a trusted proxy says that it asks: limits are kept for each. */
export function addresses(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: fc.ipV4() }, { weight: 1, arbitrary: fc.ipV6() });
}

function many(count: number): Header[] {
  return Array.from({ length: count }, (_, index): Header => [`x-${index}`, 'y']);
}
