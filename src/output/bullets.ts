import { z } from 'zod';
import { splitSentences } from '../common/text/sentences.js';
import { stripMarker } from './list-marker.js';
import { findJson } from './json-answer.js';
import type { JsonReading } from './json-repair.js';
import { headingText, plainLine, isDecoration } from './plain-text.js';
import { cleanAnswer } from './clean-answer.js';
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
  const points = fromJson(text, cut) ?? withoutHalf(fromLines(linesOf(text)), cut);
  const bullets = points.map(plainLine);
  return [...new Set(bullets.filter((bullet) => HAS_WORDS.test(bullet)))];
}

const POINT = z.union([
  z.string(),
  z.object({ text: z.string() }).transform(({ text }) => text),
  z.object({ point: z.string() }).transform(({ point }) => point),
  z.object({ bullet: z.string() }).transform(({ bullet }) => bullet),
  z.object({ content: z.string() }).transform(({ content }) => content),
]);
const POINTS = z.array(POINT).min(1);
const JSON_LIST = z.union([
  POINTS,
  z.object({ bullets: POINTS }).transform(({ bullets }) => bullets),
  z.object({ points: POINTS }).transform(({ points }) => points),
  z.object({ summary: POINTS }).transform(({ summary }) => summary),
]);

/** Only where the answer is JSON as a whole: brackets within sentences are nothing to read. */
function fromJson(text: string, cut: boolean): readonly string[] | undefined {
  if (!/^(?:```\w{0,20}\s*)?[[{]/.test(text)) return undefined;
  return findJson(text, JSON_LIST, { cut })?.map((point) => stripMarker(point) ?? point);
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let afterBlank = false;
  for (const raw of text.split('\n')) {
    const line = raw.replace(/^\s{0,3}>\s?/, '');
    if (line.trim() === '' || isDecoration(line)) {
      afterBlank = true;
      continue;
    }
    const heading = headingText(line);
    const body = heading ?? line.trim();
    const unmarked = stripMarker(body);
    const marked = heading === undefined && unmarked !== undefined;
    const indent = line.length - line.trimStart().length;
    lines.push({ indent, text: unmarked ?? body, marked, heading: heading !== undefined, afterBlank });
    afterBlank = false;
  }
  return lines;
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
