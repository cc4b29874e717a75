import { type Block, blocksOf } from './blocks.js';

export interface Sentence {
  /** A piece of the source: white space made single, list marks and Markdown emphasis taken away. */
  readonly text: string;
  /** Which block of the text it stands in, from 0. */
  readonly block: number;
  readonly firstOfBlock: boolean;
  readonly kind: Block['kind'];
}

/** Abbreviations whose point ends no sentence, in lower case without the point. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof sr jr st vs no nos fig figs eq sec ch vol pp p ed eds al cf approx dept est inc ltd co corp gen col ' +
    'gov rev hon capt lt sgt jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun ' +
    'e.g i.e a.m p.m u.s u.k u.n ph.d tel ext min max avg ave blvd rd'
  ).split(' '),
);

const CLOSERS = /[”’"'」』》）)\]】〉*_]/;
const ENDERS = /[。！？｡!?…]/;

/** The sentences of a text in their order, in Chinese, English or a mixture; headings are sentences too. */
export function sentencesOf(text: string): Sentence[] {
  return blocksOf(text).flatMap((block, number) => {
    const pieces = splitBlock(text.slice(block.start, block.end)).map(tidy).filter(hasContent);
    return pieces.map((piece, index) => ({
      text: piece,
      block: number,
      firstOfBlock: index === 0,
      kind: block.kind,
    }));
  });
}

function splitBlock(block: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let index = 0; index < block.length; index += 1) {
    if (!endsSentence(block, index)) continue;
    let end = index + 1;
    while (end < block.length && (isMark(block, end, ENDERS) || isMark(block, end, CLOSERS))) end += 1;
    pieces.push(block.slice(start, end));
    start = end;
    index = end - 1;
  }
  pieces.push(block.slice(start));
  return pieces;
}

function endsSentence(block: string, index: number): boolean {
  const mark = block.charAt(index);
  if (mark === '.') return pointEndsSentence(block, index);
  if (!ENDERS.test(mark)) return false;
  // “Stop!” she said: a quotation inside a sentence that goes on.
  if (/^[”’"')\]]{1,2}\s\p{Ll}/u.test(block.slice(index + 1, index + 5))) return false;
  const next = block.charAt(index + 1);
  // Inside an address such as https://a.example/?q=1 a question mark ends nothing.
  if (mark === '?' || mark === '!') return !/[\w/=&#%]/.test(next);
  // An ellipsis may stand in the middle of a sentence; it ends one where no small letter or comma goes on.
  if (mark === '…') return next !== '…' && !/^\s?[a-z，,、]/.test(block.slice(index + 1, index + 3));
  return true;
}

function pointEndsSentence(block: string, index: number): boolean {
  const rest = block.slice(index + 1, index + 6);
  if (!/^[”’"')\]]{0,2}(?:\s|$|\p{Script=Han})/u.test(rest)) return false;
  if (/^[”’"')\]]{0,2}\s+[\p{Ll},;]/u.test(rest)) return false;
  const before = /[A-Za-z.]{1,12}$/.exec(block.slice(Math.max(0, index - 12), index))?.[0] ?? '';
  if (/^(?:[A-Z]|[A-Z](?:\.[A-Z])+)$/.test(before)) return false;
  return !ABBREVIATIONS.has(before.toLowerCase());
}

function isMark(text: string, index: number, marks: RegExp): boolean {
  return marks.test(text.charAt(index));
}

function tidy(piece: string): string {
  return piece
    .replaceAll(/(\*\*|__|`)/g, '')
    .replaceAll(/(?<=[\p{Script=Han}，。、；：])\s*\n\s*(?=\p{Script=Han})/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function hasContent(piece: string): boolean {
  return /[\p{L}\p{N}]/u.test(piece);
}
