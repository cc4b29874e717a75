import * as fc from 'fast-check';

type Mutation = (bytes: Buffer) => Buffer;

/** What means something to a parser of HTTP. */
const TOKENS: readonly string[] = [
  '\r\n', '\n', '\r', '\r\n\r\n', '\0', ' ', '\t', ':', '%', '\x7f', '\x80', '\xff', '/', '?', '0\r\n\r\n', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/1.1\r\n',
  '\r\n folded', '\r\nContent-Length: 5', '\r\ncontent-length: 99999999999999999999', '\r\nContent-Length: -1', '\r\nContent-Length : 3',
  '\r\nTransfer-Encoding: chunked', '\r\nTransfer-Encoding:\x0bchunked', '\r\nHost: other', '\r\nConnection: close', '\r\nExpect: 100-continue',
  '{', '}', '"', '\\', '\\u0000', '\\ud800', '[[[[[[[[', '1e999', '__proto__', 'x'.repeat(1000),
]; // prettier-ignore

/** Up to four small harms, anywhere. */
export function mutated(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(bytes, fc.array(mutations(), { minLength: 1, maxLength: 4 }))
    .map(([original, harms]) => harms.reduce((harmed, harm) => harm(harmed), original));
}

function mutations(): fc.Arbitrary<Mutation> {
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
  const token = fc.constantFrom(...TOKENS).map((text) => Buffer.from(text, 'latin1'));
  return fc.oneof(
    fc.tuple(place, fc.nat(255)).map(([where, byte]): Mutation => (bytes) => {
      const harmed = Buffer.from(bytes);
      if (harmed.length > 0) harmed[at(where, bytes)] = byte;
      return harmed;
    }),
    fc.tuple(place, token).map(([where, part]): Mutation => (bytes) => splice(bytes, at(where, bytes), 0, part)),
    fc.tuple(place, fc.nat(30)).map(([where, count]): Mutation => (bytes) => splice(bytes, at(where, bytes), count)),
    fc.tuple(place, fc.nat(200)).map(([where, count]): Mutation => (bytes) => {
      const from = at(where, bytes);
      return splice(bytes, from, 0, bytes.subarray(from, from + count));
    }),
    place.map((where): Mutation => (bytes) => bytes.subarray(0, at(where, bytes) + 1)),
  ); // prettier-ignore
}

function at(where: number, bytes: Buffer): number {
  return Math.floor(where * bytes.length);
}

function splice(bytes: Buffer, from: number, count: number, part: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([bytes.subarray(0, from), part, bytes.subarray(from + count)]);
}
