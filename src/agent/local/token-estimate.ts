/** Code points of CJK scripts, which tokenisers give about one token each. */
const CJK =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFFEF]/u;
/** Letters of other scripts share a token with about three neighbours. */
const SHARE_OF_TOKEN = 0.25;

/** About how many tokens a model would count for one character; rather too many than too few. */
export function tokensOf(character: string): number {
  return CJK.test(character) ? 1 : SHARE_OF_TOKEN;
}
