import type { Language } from '../../i18n/messages.js';

/** The server's sentences, and what they are in Chinese; their figures and names stay as they are. */
const IN_CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^No ask was replayed\.$/, '没有重放任何请求。'],
  [/^None of (\d+) asks had an answer before\.$/, '$1 个请求原来都没有得到回答。'],
  [
    /^(\d+) of (\d+) asks that had an answer got none\.$/,
    '原来得到回答的 $2 个请求中，有 $1 个没有得到回答。',
  ],
  [
    /^(\d+) of (\d+) answers could not be used; before, (\d+)\.$/,
    '$2 个回答中有 $1 个无法使用，原来为 $3 个。',
  ],
  [
    /^(\d+) of (\d+) answers pass the eval (.+), which wants ([\d.]+) % of them; before, (\d+)\.$/,
    '$2 个回答中有 $1 个通过评测 $3，要求达到 $4%，原来为 $5 个。',
  ],
  [
    /^(\d+) of (\d+) answers needed another attempt; before, (\d+)\.$/,
    '$2 个回答中有 $1 个经过重试，原来为 $3 个。',
  ],
  [/^(\d+) of (\d+) answers were degraded; before, (\d+)\.$/, '$2 个回答中有 $1 个降级，原来为 $3 个。'],
  [/^All of (\d+) asks that had an answer got one again\.$/, '原来得到回答的 $1 个请求都再次得到回答。'],
  [
    /^All of (\d+) asks that had an answer got one again, and the eval (.+) is passed\.$/,
    '原来得到回答的 $1 个请求都再次得到回答，且通过评测 $2。',
  ],
  // As batches were judged before, whose reasons are kept.
  [/^(\d+) of (\d+) asks got no answer; before, (\d+)\.$/, '$2 个请求中有 $1 个没有得到回答，原来为 $3 个。'],
  [/^Of (\d+) asks no more than before failed\.$/, '$1 个请求中，失败的不比原来多。'],
  [
    /^Of (\d+) asks no more than before failed, and the eval (.+) is passed\.$/,
    '$1 个请求中，失败的不比原来多，且通过评测 $2。',
  ],
];

/** A reason of a verdict in the reader's language; as the server says it where it has no known form. */
export function reasonIn(language: Language, reason: string): string {
  if (language === 'en') return reason;
  const [form, words] = IN_CHINESE.find(([known]) => known.test(reason)) ?? [];
  return form === undefined || words === undefined ? reason : reason.replace(form, words);
}
