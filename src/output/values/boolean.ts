const TRUE = new Set('true yes y 1 on 是 是的 对 有 真 同意 支持 可以 需要 已 已经 ✓ ✔ √ ✅'.split(' '));
const FALSE = new Set(
  'false no n 0 off none 否 不是 不 不对 没有 没 无 假 不同意 不支持 不可以 不需要 未 ✗ ✘ × ❌'.split(' '),
);

/** Yes or no in Chinese, English, digits or ticks; null for anything else. */
export function readBoolean(text: string): boolean | null {
  const word = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/\uFE0F|[.。!！]+$/g, '');
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : null;
}
