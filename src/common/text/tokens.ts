/** Code points of CJK scripts, which tokenisers give about one token each. */
const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u;
/** Letters of other scripts share a token with about three neighbours. */
const SHARE_OF_TOKEN = 0.25;

/** About how many tokens a model would count for one character; rather too many than too few. */
export function tokensOf(character: string): number {
  return CJK.test(character) ? 1 : SHARE_OF_TOKEN;
}

/** Below this no character is of a CJK script. */
const FIRST_CJK = 0x1100;
/** From here on: emoji and other signs that tokenisers take apart into bytes. */
const FIRST_SIGN = 0x1f000;
const TOKENS_OF_SIGN = 3;

/** About how many tokens a model would count for a text, rounded up. */
export function tokensIn(text: string): number {
  let tokens = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < FIRST_CJK) tokens += SHARE_OF_TOKEN;
    else tokens += code >= FIRST_SIGN && code < 0x20000 ? TOKENS_OF_SIGN : tokensOf(character);
  }
  return Math.ceil(tokens);
}
