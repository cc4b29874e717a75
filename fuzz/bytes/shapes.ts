/** Request shapes that have split, smuggled or confused elsewhere; `@` stands for the lines of a good request's headers. */
export const SHAPES: readonly string[] = [
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: chunked\r\ncontent-length: 6\r\n\r\n0\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 2\r\ncontent-length: 3\r\n\r\n{} ',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 2, 2\r\n\r\n{}',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: +2\r\n\r\n{}',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 0x2\r\n\r\n{}',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: chunked, identity\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: chunked\r\ntransfer-encoding: x\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: chunked\r\n\r\n2;ext=1\r\n{}\r\n0\r\ntrailer: x\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{}',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: chunked\r\n\r\n2\n{}\n0\n\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.0\r\n@transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 2\r\nx: a\r\n b\r\n\r\n{}',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length : 2\r\n\r\n{}',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 100\r\nexpect: 100-continue\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 99999999\r\nexpect: 100-continue\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-length: 70000\r\n\r\n{',
  'GET /healthz HTTP/1.1\r\n@\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /healthz HTTP/1.1\nhost: x\n\n',
  'GET  /healthz  HTTP/1.1\r\n@\r\n',
  'GET /healthz\r\n',
  'GET /healthz HTTP/1.1\r\n\r\n',
  'GET /healthz HTTP/0.9\r\n@\r\n',
  'GET /healthz HTTP/3.7\r\n@\r\n',
  'GET /healthz HTTP/1.1\r\n@host: y\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: \0\r\n\r\n',
  'GET http:// HTTP/1.1\r\n@\r\n',
  'GET http://[::1 HTTP/1.1\r\n@\r\n',
  'GET //evil.example/%2e%2e HTTP/1.1\r\n@\r\n',
  'GET \\v1\\mini HTTP/1.1\r\n@\r\n',
  'OPTIONS * HTTP/1.1\r\n@\r\n',
  'TRACE / HTTP/1.1\r\n@\r\n',
  'CONNECT fuzz:443 HTTP/1.1\r\n@\r\n',
  'CONNECT /v1/mini/ask HTTP/1.1\r\n@content-length: 5\r\n\r\nhello',
  'HEAD /v1/mini/asks/t-1 HTTP/1.1\r\n@\r\n',
  'HEAD /nowhere HTTP/1.1\r\n@\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'GET / HTTP/1.1\r\n@connection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n',
  'GET /v1/mini/asks/t-1 HTTP/1.1\r\n@connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n',
  'POST /v1/mini/ask HTTP/1.1\r\n@connection: upgrade\r\nupgrade: websocket\r\ncontent-length: 2\r\n\r\n{}',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  '\0\0\0\0',
  '\r\n\r\n\r\nGET /healthz HTTP/1.1\r\n@\r\n',
  'SSH-2.0-OpenSSH_9.6\r\n',
]; // prettier-ignore

/** The begin of a request that never ends. */
export const UNFINISHED: readonly string[] = [
  '',
  'POST /v1/mini/ask HT',
  'POST /v1/mini/ask HTTP/1.1\r\n@',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-type: application/json\r\ncontent-length: 90\r\n\r\n{"intent',
  'POST /v1/mini/ask HTTP/1.1\r\n@content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"int',
];

/** The bytes of a shape, with these headers in the place of `@`. */
export function filled(text: string, headers: readonly (readonly [string, string])[]): Buffer {
  const lines = [['host', 'fuzz'], ...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.from(text.replace('@', lines), 'latin1');
}
