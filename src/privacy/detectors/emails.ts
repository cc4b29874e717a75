import type { Detector } from '../detector.js';

const LOCAL = /[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]/;
/** RFC 5321, 4.5.3.1. */
const MOST_LOCAL = 64;
/** At least two labels; the last one has no digits, as in every domain there is. */
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9-])/;
const MOST_DOMAIN = 253;
/** Top-level domains in Chinese (IANA, root zone): a text goes on behind them without a space. */
const CHINESE_TLD =
  '中国|中國|公司|网络|網絡|网址|网站|網站|中文网|在线|中信|香港|台湾|台灣|澳门|澳門|新加坡|商城|商店|商标|集团|我爱你|公益|政务|机构|组织机构|游戏|企业|信息|娱乐|广东|佛山|移动|手机|餐厅|时尚|健康|慈善|大众汽车|世界|八卦|书籍|购物|通販|食品|联通|电讯盈科|谷歌|嘉里|飞利浦|淡马锡|大拿|天主教|点看|网店|珠宝|家電|亚马逊|招聘';
/** Names in other scripts (RFC 5890), and as DNS writes them. A label in Chinese is no longer than names are. */
const IDN = new RegExp(
  '^(?:[A-Za-z0-9\\p{L}](?:[A-Za-z0-9\\p{L}\\p{M}\\p{Nd}-]{0,62})\\.){1,8}' +
    `(?:${CHINESE_TLD}|xn--[a-z0-9-]{2,59}|[a-z]{2,24}(?![a-z0-9-])|(?:(?!\\p{Script=Han})[^\\P{L}a-z][\\p{M}]{0,3}){2,24})`,
  'iu',
);

/** Addresses of e-mail. From each `@` on to both sides, each bounded. */
export const emails: Detector = function* find(text) {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = beginOfLocal(text, at);
    if (start === at) continue;
    const rest = text.slice(at + 1, at + 1 + MOST_DOMAIN);
    const [domain] = DOMAIN.exec(rest) ?? IDN.exec(rest) ?? [];
    if (domain !== undefined) yield { start, end: at + 1 + domain.length, mark: '[email]' };
  }
};

function beginOfLocal(text: string, at: number): number {
  let start = at;
  while (start > 0 && at - start < MOST_LOCAL && LOCAL.test(text.charAt(start - 1))) start -= 1;
  // Punctuation before an address is not its own, as in `mail=a@b.cn`.
  while (start < at && /[^A-Za-z0-9_]/.test(text.charAt(start))) start += 1;
  return start;
}
