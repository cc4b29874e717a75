import fc from 'fast-check';

/** Keys of OpenClaw's configuration, so that what is generated meets what is wanted, and some that nobody knows. */
const KEYS = [
  'gateway',
  'auth',
  'mode',
  'token',
  'port',
  'http',
  'endpoints',
  'chatCompletions',
  'enabled',
  'agents',
  'defaults',
  'entries',
  'fast',
  'strong',
  'model',
  'tools',
  'allow',
  'deny',
  'models',
  'providers',
  'main',
  'baseUrl',
  'plugins',
  'load',
  'paths',
  'miniask',
  'channels',
  'cron',
  '$include',
  'unknown',
  'x y',
  '中文',
];

const gap = fc.constantFrom('', ' ', '\n', '\n  ', ' // c\n', '/* c */', '\n\t// { "c": [\n');
const scalar = fc.constantFrom(
  '1',
  '"s"',
  "'it\\'s'",
  'true',
  'false',
  'null',
  '-0x1F',
  '+1.5',
  '.5',
  '"a\\nb"',
  '"// no"',
  '"${MODEL_BASE_URL}"',
);
const key = fc
  .constantFrom(...KEYS)
  .chain((name) =>
    /^[\w$]+$/.test(name)
      ? fc.constantFrom(name, `"${name}"`, `'${name}'`)
      : fc.constant(JSON.stringify(name)),
  );

const { object } = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, scalar, tie('object'), tie('list')),
  list: fc
    .tuple(fc.array(fc.tuple(gap, tie('value'), gap), { maxLength: 3 }), fc.boolean(), gap)
    .map(([items, comma, end]) =>
      enclosed(
        '[',
        items.map((item) => item.join('')),
        comma,
        end,
        ']',
      ),
    ),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(gap, key, gap, tie('value'), gap), {
        maxLength: 5,
        selector: ([, name]) => name.replaceAll(/^['"]|['"]$/g, ''),
      }),
      fc.boolean(),
      gap,
    )
    .map(([members, comma, end]) =>
      enclosed(
        '{',
        members.map(([a, name, b, value, c]) => `${a}${name}${b}:${value}${c}`),
        comma,
        end,
        '}',
      ),
    ),
}));

/** Texts of JSON5 objects in every layout, with comments in every place. */
export const json5Texts: fc.Arbitrary<string> = fc.tuple(gap, object, gap).map((parts) => parts.join(''));

function enclosed(
  open: string,
  items: readonly string[],
  comma: boolean,
  end: string,
  close: string,
): string {
  return `${open}${items.join(',')}${comma && items.length > 0 ? ',' : ''}${end}${close}`;
}
