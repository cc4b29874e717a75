import * as fc from 'fast-check';

type Spelling = (json: string) => Uint8Array;

const plain: Spelling = (json) => Buffer.from(json);
const ODD: readonly Spelling[] = [
  (json) => Buffer.from(`\ufeff${json}`),
  (json) => Buffer.from(` \r\n\t${json}\n`),
  (json) => Buffer.from(json, 'utf16le'),
  (json) => Buffer.from(json, 'latin1'),
  (json) => Buffer.concat([Buffer.from(json.slice(0, -1)), Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
  (json) => Buffer.from(json.slice(0, Math.ceil(json.length / 2))),
  (json) => Buffer.from(`${json}${json}`),
  (json) => Buffer.from(`[${json}]`),
  (json) => Buffer.from(json.replace('{', '{"intent":"summarize",')),
  (json) => Buffer.from(json.replace('{', '{"\\u0069ntent":"support","input":{},')),
  (json) => Buffer.from(json.replace('{', '{"__proto__":{"intent":"summarize"},')),
  (json) => Buffer.from(json.replace('{', '{"constructor":{"prototype":{"x":1}},')),
  (json) => Buffer.from(json.replace(/:\d+/, ':1e999')),
  (json) => Buffer.from(json.replace(/(?<=[[,])-?\d+(?=[\],])/, '-1e400')),
  // A value of any kind becomes a number or a rule that has one: where one is allowed, it is too large as well.
  (json) => Buffer.from(json.replace(/(?<=:)(?:null|true|false|"[^"\\]*")/, '1e999')),
  (json) =>
    Buffer.from(
      json.replace(/(?<="targeting":)(?:null|\{\})/, '{"if":[{"<":[{"var":"n"},1e999]},"on","off"]}'),
    ),
  (json) => Buffer.from(json.replace(/:\d+/, `:${'9'.repeat(400)}`)),
  (json) => Buffer.from(json.replace(/:"/, ':"\\ud800\\udfff\\udc00')),
  (json) => Buffer.from(json.replace(/:"[^"]*"/, ':"\\u0000"')),
  (json) => Buffer.from(json.replaceAll('"', "'")),
  (json) => Buffer.from(`${json.slice(0, -1)},}`),
  (json) => Buffer.from(`/* */${json}`),
  () => Buffer.from('NaN'),
  () => Buffer.from('['.repeat(30_000) + ']'.repeat(30_000)),
  () => Buffer.from(`{${'"a":{'.repeat(9000)}`),
  () => Buffer.from(`{${Array.from({ length: 6000 }, (_, index) => `"${index}":1`).join(',')}}`),
  (json) => Buffer.from(json.padEnd(65_537)),
  (json) => Buffer.from(json.padEnd(65_536)),
  () => Buffer.alloc(70_000, '{"a":'),
  () => Buffer.from('a=1&b=2'),
  () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
];

/** JSON as most write it, and as somebody writes it who wants to see what happens. Now and then it is none. */
export function spellings(): fc.Arbitrary<Spelling> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant(plain) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD) },
  );
}
