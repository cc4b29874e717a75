import { codePoints, takeCodePoints } from '../../../common/text/normalise.js';
import { hasHan } from './language.js';

/** Code points; a Chinese character says about as much as two Latin ones. */
const CHINESE_LIMIT = 120;
const LATIN_LIMIT = 200;

/** Words at the head of a clause that turn or limit what stands before it. */
const TURNS =
  /^(?:但|但是|不过|然而|除非|否则|除了|前提|只要|仅限|不含|不包括|而不是|除外|but|unless|except|however|only|not|if|otherwise|provided|excluding|although|though)(?![a-z])/i;

/** The clauses of a sentence, each with the mark that ends it; joined they give the sentence again. */
export function clausesOf(sentence: string): string[] {
  return sentence
    .split(/(?<=[，；：、](?!\d)|[,;](?=\s)|:(?=\s)|\s[—–-](?=\s)|——)/u)
    .filter((clause) => clause !== '');
}

/**
 * The sentence, or the beginning of it that fits, cut where a clause ends. It stays whole, up to twice
 * the limit, when a clause that would be lost turns what stands before it ("…, unless …"): a shorter
 * sentence must not say something else.
 */
export function shorten(sentence: string): string {
  const limit = hasHan(sentence) ? CHINESE_LIMIT : LATIN_LIMIT;
  const length = codePoints(sentence);
  if (length <= limit) return sentence;
  const clauses = clausesOf(sentence);
  const kept = leading(clauses, limit);
  const head = withoutTrailingMark(kept.join(''));
  const tooLittle = codePoints(head) < limit / 4;
  const turned = clauses.slice(kept.length).some((clause) => TURNS.test(clause.trimStart()));
  if ((tooLittle || turned) && length <= limit * 2) return sentence;
  return tooLittle ? cutAtWord(sentence, limit) : head;
}

/**
 * A sentence without ends, taken apart so that it can be ranked: neighbouring clauses are put together
 * until they say something.
 */
export function clauseGroups(sentence: string, least: number): string[] {
  const groups: string[] = [];
  let open = '';
  for (const clause of clausesOf(sentence)) {
    open += clause;
    if (codePoints(open) < least) continue;
    groups.push(open);
    open = '';
  }
  if (open !== '') groups.push(`${groups.pop() ?? ''}${open}`);
  return groups.map((group) => withoutTrailingMark(group.trim()));
}

function leading(clauses: readonly string[], limit: number): string[] {
  let length = 0;
  const end = clauses.findIndex((clause) => {
    length += codePoints(clause);
    return length > limit + 1;
  });
  return clauses.slice(0, end === -1 ? clauses.length : end);
}

function withoutTrailingMark(text: string): string {
  return text.replace(/[\s，；：、,;:—–-]{1,4}$/u, '');
}

/** For text without any mark: ends after a whole word, or at the limit where words are not spaced. */
function cutAtWord(sentence: string, limit: number): string {
  const head = takeCodePoints(sentence, limit);
  const space = head.lastIndexOf(' ');
  return space > head.length / 2 ? head.slice(0, space) : head;
}
