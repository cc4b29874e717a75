import { asserts } from './assertions.js';
import { SURE } from './assign.js';
import type { SoughtField } from './field-phrases.js';
import type { Mention } from './mentions.js';
import type { Page } from './page.js';

/** What English says of a thing that is there. */
const EN_STATE =
  'included|available|needed|required|provided|allowed|welcome|possible|necessary|permitted|confirmed';

/** A colon or a table's line between the name and what it says. */
const LINK = String.raw`^(?:[^\S\n](?:${EN_STATE}))?[^\S\n]{0,2}(?:\([^()\n]{0,20}\))?[^\S\n]{0,2}[:=|][^\S\n]{0,2}`;
/** Without one, the answer ends the clause: `会员有优惠` does not say that somebody is a member. */
const BARE = String.raw`^[^\S\n]{0,2}`;
const BARE_END = String.raw`(?=[，。、；！,.;!)|\s]|了|的|$)`;
const NO = String.raw`否|无|没有|没|不含|不包含?|不包括|不需要?|不用|不要|不支持|不提供|不可以?|不允许|未提供|禁止|×|✗|✘|❌|no|none|never|n|false|unavailable|excluded|not (?:${EN_STATE})|(?:is|are|was) not(?: ${EN_STATE})?|(?:is|are|was)n't(?: ${EN_STATE})?`;
const YES = String.raw`是|有|已?(?:包?含|包括|提供|确认)|需要|要|支持|提供|可以?|允许|√|✓|✔|✅|yes|y|true|(?:(?:is|are|was) )?(?:${EN_STATE})`;

/** `不详`, `未知`, `not sure` say that nobody knows. */
const LINKED_UNKNOWN = new RegExp(`${LINK}(?:[不未][知详明定确清]|无法|not (?:sure|known)|unknown|n/a)`, 'i');
const LINKED_NO = new RegExp(`${LINK}(?:(?:${NO}|not)(?![a-z])|[不未非])`, 'i');
const LINKED_YES = new RegExp(`${LINK}(?:${YES}|已)(?![a-z]|否|没有|不)`, 'i');
const LINKED_DIGIT = new RegExp(String.raw`${LINK}([01])(?!\d|[.,]\d)`);
const BARE_NO = new RegExp(`${BARE}(?:${NO})${BARE_END}`, 'i');
const BARE_YES = new RegExp(`${BARE}(?:${YES})${BARE_END}`, 'i');

/** What stands right before the name in running text: `没有停车位`, `have no pets`; `含早餐`, `needs an invoice`. */
const NO_BEFORE =
  /(?:不|没有?|未|无|非|别|免|(?<![a-z])(?:no|not|never|without|isn't|aren't|wasn't|doesn't|don't|didn't|haven't|hasn't|won't|can't|cannot|no longer))[^\S\n]{0,2}(?:再|用|要|需要?|想要?|是|有|能|可以?|支持|提供|包?含|带|任何|购?买|做过|(?:be|have|need|needs|want|include|includes|allow|allows|been|yet)(?![a-z]))?[^\S\n]{0,2}(?:开具?|个|(?:an?|any|the)(?![a-z]))?[^\S\n]{0,2}$/i;
const YES_BEFORE =
  /(?:是|有|含|带|需要?|想要?|要|已经?|支持|提供|包含|附|开具?|很|非常|请|对[\p{Script=Han}A-Za-z]{1,8}?|(?<![a-z])(?:is|are|was|am|has|have|had|with|needs?|wants?|includes?|including|offers?|provides?|allows?|requires?|very|please|been))[^\S\n]{0,2}(?:是|有|了|要|开具?|办理?|购?买了?|张|个|一[个张份]|位|名|(?:an?|the|free|your|our|my|also|already|very|all)(?![a-z]))?[^\S\n]{0,2}$/iu;
const ANY_NEGATION = /[不没未无非别]|(?<![a-z])(?:no|not|never|without|nothing|nobody|none)(?![a-z])|n't/i;

const CLAUSE_ASKS = /(?:吗|么|是否|是不是|有没有|要不要|\?|whether\b)/i;
/** `如果已付款` says nothing of whether it is so. */
const CLAUSE_SUPPOSES = /如果|若(?!干)|假如|要是|倘若|除非|(?<![a-z])(?:if|unless|in case)(?![a-z])/i;

/**
 * Whether the text says yes or no to the field, near where it names it. Null when it does not name it,
 * only asks about it, or says both.
 */
export function findBoolean(field: SoughtField, mentions: readonly Mention[], page: Page): boolean | null {
  const strongest = Math.max(0, ...mentions.map(({ strength }) => strength));
  if (strongest < SURE || field.phrases.length === 0) return null;
  const said = new Set(mentions.map((mention) => statedAt(mention, page)).filter((value) => value !== null));
  if (said.size > 0) return said.size === 1 ? said.has(true) : null;
  const implied = new Set(
    mentions.map((mention) => impliedAt(mention, page)).filter((value) => value !== null),
  );
  return implied.size === 1 ? implied.has(true) : null;
}

function statedAt(mention: Mention, { text }: Page): boolean | null {
  const after = text.slice(mention.end, mention.end + 48);
  const digit = LINKED_DIGIT.exec(after)?.[1];
  if (digit !== undefined) return digit === '1';
  if (LINKED_UNKNOWN.test(after)) return null;
  if (LINKED_NO.test(after) || BARE_NO.test(after)) return false;
  return LINKED_YES.test(after) || BARE_YES.test(after) ? true : null;
}

/** `不太需要发票` is no clear yes: a negation anywhere before the name leaves the field open. */
function impliedAt(mention: Mention, page: Page): boolean | null {
  const clause = clauseAround(mention, page);
  if (CLAUSE_ASKS.test(clause) || CLAUSE_SUPPOSES.test(clause)) return null;
  const before = clauseBefore(mention, page);
  if (NO_BEFORE.test(before)) return false;
  if (ANY_NEGATION.test(before)) return null;
  return YES_BEFORE.test(before) || asserts(mention, before, page) ? true : null;
}

function clauseBefore({ start }: Mention, { text, clauseAt }: Page): string {
  let from = start;
  while (from > 0 && start - from < 24 && clauseAt[from - 1] === clauseAt[start]) from -= 1;
  return text.slice(from, start);
}

function clauseAround(mention: Mention, page: Page): string {
  const clause = page.clauseAt[mention.start];
  let to = mention.end;
  while (to < page.text.length && to - mention.end < 60 && page.clauseAt[to] === clause) to += 1;
  return clauseBefore(mention, page) + page.text.slice(mention.end, to);
}
