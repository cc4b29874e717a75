import { splitSentences } from '../common/text/sentences.js';
import { stripMarker } from './list-marker.js';
import { isJsonInstead } from './json-instead.js';
import type { JsonReading } from './json-repair.js';
import { textsInJson } from './json-texts.js';
import { plainLine } from './plain-text.js';
import { cleanAnswer } from './clean-answer.js';
import { writtenLines } from './written-lines.js';
import { endsInColon, type Line, listPoints } from './written-list.js';

const PREAMBLE =
  /^(?:(?:sure|certainly|of course|好的|当然)[^:：\n]{0,20}[,，.!。！]\s*)?(?:here(?:'s|’s| are| is)|the following|below|以下|下面|总结如下|要点如下|摘要如下)[^:：\n]{0,80}[:：]\s*/i;
const HAS_WORDS = /[\p{L}\p{N}]/u;

/**
 * The points that a model's answer makes, whatever list it wrote them in: any marker, nested, JSON, one
 * a line, or as sentences of a paragraph. Introductions, headings and farewells around a list are left
 * out, and so is a last point that the token limit cut in half. Empty when the answer says nothing.
 */
export function readBullets(answer: string, { cut }: JsonReading): string[] {
  const text = cleanAnswer(answer);
  const points = fromJson(text, cut) ?? fromText(text, cut);
  return bulletsOf(points);
}

/** Points as they are shown, each once. */
export function bulletsOf(points: readonly string[]): string[] {
  const bullets = points.map(plainLine);
  return [...new Set(bullets.filter((bullet) => HAS_WORDS.test(bullet)))];
}

/** In the order in which they are looked for. */
const KEYS = (
  'bullets bulletpoints points keypoints mainpoints summarypoints highlights takeaways keytakeaways summary ' +
  'items list result output answer response text content 要点 摘要 总结'
).split(' ');

/** Undefined when the answer is no JSON; a text that is half is taken only where there is no whole one. */
function fromJson(text: string, cut: boolean): readonly string[] | undefined {
  if (!isJsonInstead(text, KEYS)) return undefined;
  const whole = textsInJson(text, { cut, keys: KEYS });
  if (whole !== undefined) return fromTexts(whole, false);
  return fromTexts(textsInJson(text, { cut, half: 'keep', keys: KEYS }) ?? [], cut);
}

/** One text alone may be a list of its own, and each may be JSON again, which nobody shall see. */
function fromTexts(said: readonly string[], cut: boolean): readonly string[] {
  const texts = said.filter((text) => !isJsonInstead(text, KEYS));
  const [only] = texts;
  if (only !== undefined && texts.length === 1) return fromText(only, cut);
  return texts.map((text) => stripMarker(text) ?? text);
}

function fromText(text: string, cut: boolean): readonly string[] {
  return withoutHalf(fromLines(writtenLines(text)), cut);
}

function fromLines(lines: readonly Line[]): readonly string[] {
  const marked = lines.filter((line) => line.marked).length;
  const prose = lines.filter((line) => !line.marked && !line.heading && !endsInColon(line.text));
  // One marked line among several others is an accident, such as a sentence that begins with an emoji.
  if (marked > 1 || (marked === 1 && prose.length < 2)) return listOrLine(listPoints(lines));
  return fromProse(lines);
}

function listOrLine(points: readonly string[]): readonly string[] {
  return points.length === 1 ? points.flatMap(splitAtMarks) : points;
}

function fromProse(lines: readonly Line[]): readonly string[] {
  const body = lines.filter((line) => !line.heading);
  const texts = (body.length > 0 ? body : lines).map((line) => line.text);
  const [first = '', ...rest] = texts;
  const begun = first.replace(PREAMBLE, '');
  const points = begun === '' || (rest.length > 0 && endsInColon(first)) ? rest : [begun, ...rest];
  const pieces = listOrLine(points);
  return pieces.length === 1 ? pieces.flatMap(splitSentences) : pieces;
}

/** Where a list was written in one line: marks that nobody uses for anything else. */
const INLINE_MARK = /[•●▪◦‣■◆①-⑳]/u;

function splitAtMarks(text: string): string[] {
  return text
    .split(INLINE_MARK)
    .filter((part) => HAS_WORDS.test(part))
    .map((part) => part.trim().replace(/[；;]$/, ''));
}

const IS_WHOLE = /[。！？.!?；;…][”’"'」』》）)\]】*]*$/;

function withoutHalf(points: readonly string[], cut: boolean): readonly string[] {
  const last = points.at(-1);
  if (!cut || last === undefined || IS_WHOLE.test(last)) return points;
  return points.length > 1 ? points.slice(0, -1) : [`${last}…`];
}
