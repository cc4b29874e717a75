/** What models and their chat templates call the thinking that comes before an answer. */
const NAMES =
  'think|thinking|thoughts?|reasoning|analysis|reflection|scratchpad|inner_monologue|chain_of_thought';

/** Elements with or without a namespace (`seed:think`), and the same in the brackets of other templates. */
const TAG = new RegExp(
  [
    String.raw`[<◁]\s{0,3}(?<element>\/?)\s{0,3}(?:[a-z]{1,20}:)?(?<name>${NAMES})\s{0,3}[>▷]`,
    String.raw`\[(?<bracket>\/?)think\]`,
    String.raw`<\|(?<token>\/|end_of_|end_)?(?:begin_of_|start_)?(?:${NAMES})\|>`,
  ].join('|'),
  'gi',
);
/** A tag that is still being written, from three letters of its name on. */
const HALF_TAG = /(?:[<◁]\s{0,3}\/?(?:[a-z]{1,20}:)?(?:thi|rea|ana|ref|scr|tho)[a-z]{0,8}|\[\/?THI?N?K?)$/;

/** Channels whose tokens were lost, as in `analysisThe user asks…assistantfinalHello`. */
const BARE_CHANNEL = /^\s{0,9}analysis(?=\p{Lu}|\p{Script=Han})/u;
const BARE_FINAL = 'assistantfinal';

/** Whether a text begins with thoughts that nothing but a bare word marks, or may turn out to. */
export function beginsAsChannel(text: string): boolean {
  return BARE_CHANNEL.test(text) || text.trim() === 'analysis';
}

/** What was said, without what was only thought. */
export function withoutThinking(text: string): string {
  return outsideOfTags(withoutBareChannel(text), '').replace(HALF_TAG, '');
}

/** The same of a value, which may speak of a tag: what stands before a closing one alone is no thought there. */
export function withoutThinkingWithin(value: string): string {
  return outsideOfTags(value, 'before closing');
}

/**
 * Some chat templates open the thinking themselves, so that only its end is seen; and a model that was
 * cut off while thinking never closes it. Neither kind of thinking is an answer.
 */
function outsideOfTags(text: string, kept: '' | 'before closing'): string {
  let said = '';
  let from = 0;
  const open: string[] = [];
  for (const tag of text.matchAll(TAG)) {
    const name = tag.groups?.['name']?.toLowerCase() ?? '';
    const closes = isClosing(tag.groups);
    if (open.length === 0) said = closes && kept === '' ? '' : said + text.slice(from, tag.index);
    if (closes) open.length = lengthWithout(open, name);
    else open.push(name);
    from = tag.index + tag[0].length;
  }
  return open.length === 0 ? said + text.slice(from) : said;
}

function isClosing(groups: Readonly<Record<string, string | undefined>> | undefined): boolean {
  return [groups?.['element'], groups?.['bracket'], groups?.['token']].some((mark) => Boolean(mark));
}

/** A tag closes what it names with all that was left open in it, or else what was opened last. */
function lengthWithout(open: readonly string[], name: string): number {
  const opened = open.lastIndexOf(name);
  return Math.max(0, opened === -1 ? open.length - 1 : opened);
}

function withoutBareChannel(text: string): string {
  if (!BARE_CHANNEL.test(text)) return text;
  const final = text.lastIndexOf(BARE_FINAL);
  return final === -1 ? '' : text.slice(final + BARE_FINAL.length);
}
