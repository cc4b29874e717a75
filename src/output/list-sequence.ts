/**
 * What a line may begin with to be counted: `A.`, `[1]`, `#1`. A line alone that begins so may say something
 * else ("A. Smith said …"), so only consecutive ones are markers.
 */
interface Ordinal {
  /** Ordinals of one style count together. */
  readonly style: string;
  readonly number: number;
  /** Code units of the marker. */
  readonly length: number;
  /** It may be the initial of a name. */
  readonly initial: boolean;
}

/** Ordinals that count on, with the lines that begin with them. */
interface Run {
  readonly last: Ordinal;
  readonly lines: readonly (readonly [line: number, length: number])[];
  readonly needed: number;
}

/** Consecutive lines that make markers of what they begin with; initials follow each other by chance. */
const NEEDED = 2;
const NEEDED_INITIALS = 3;
const INITIAL = /^\p{Lu}\.\s{1,3}\p{Lu}/u;

const DIGITS = String.raw`\p{Nd}{1,3}`;
const LETTERS = String.raw`\p{L}|[ivxIVX]{2,5}`;
/** By style; the group is what counts. */
const STYLES: readonly (readonly [style: string, marker: RegExp])[] = [
  ['[]', new RegExp(String.raw`^[[【〔「](${DIGITS}|${LETTERS})[\]】〕」]`, 'u')],
  ['()', new RegExp(String.raw`^[(（](${LETTERS})[)）]`, 'u')],
  ['#', new RegExp(String.raw`^[#＃](${DIGITS})(?:[.:：、)）]|(?=\s))`, 'u')],
  [':', new RegExp(String.raw`^(${DIGITS}|${LETTERS})(?::(?=\s)|：)`, 'u')],
  ['-', new RegExp(String.raw`^(${DIGITS}|${LETTERS})\s{1,2}[-–—](?=\s)`, 'u')],
  ['1.', new RegExp(String.raw`^(${DIGITS})(?:[、)）．]|\.\)?)(?!\p{Nd})`, 'u')],
  ['.', new RegExp(String.raw`^(${LETTERS})(?:\.(?=[\s*_]|\P{ASCII})|[．、])`, 'u')],
  [')', new RegExp(String.raw`^(${LETTERS})[)）]`, 'u')],
];

/** Letters that count in another order than their code points. */
const ALPHABETS = [
  '가나다라마바사아자차카타파하',
  'アイウエオカキクケコサシスセソ',
  'あいうえおかきくけこさしすせそ',
  'イロハニホヘト',
  '甲乙丙丁戊己庚辛壬癸',
  'абвгдежзиклмнопрст',
  'абвгдежзийклмнопрст',
  'أبجدهوزحطي',
  'אבגדהוזחטיכלמנ',
];
const ROMAN = 'i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx'.split(' ');

/** The lengths of the markers that lines begin with, by the number of the line. */
export function sequenceMarkers(lines: readonly string[]): ReadonlyMap<number, number> {
  const markers = new Map<number, number>();
  let runs: readonly Run[] = [];
  for (const [line, text] of lines.entries()) {
    const ordinals = ordinalsOf(text);
    if (ordinals.length === 0) continue;
    runs = ordinals.map((ordinal) => longer(runs, ordinal, line));
    for (const run of runs.filter(({ lines: found, needed }) => found.length >= needed)) {
      for (const [number, length] of run.lines) markers.set(number, length);
    }
  }
  return markers;
}

/** The run that an ordinal continues, or begins. Only its last lines are kept: those before are known by then. */
function longer(runs: readonly Run[], ordinal: Ordinal, line: number): Run {
  const before = runs.find(({ last }) => last.style === ordinal.style && last.number + 1 === ordinal.number);
  const lines = [...(before?.lines ?? []), [line, ordinal.length] as const].slice(-NEEDED_INITIALS);
  const needed = ordinal.initial ? (before?.needed ?? NEEDED_INITIALS) : NEEDED;
  return { last: ordinal, lines, needed };
}

/** One for each way to count what the line begins with: `I.` is a letter and a Roman number. */
function ordinalsOf(text: string): Ordinal[] {
  for (const [style, marker] of STYLES) {
    const [written, counted] = marker.exec(text) ?? [];
    if (written === undefined || counted === undefined) continue;
    return numbersOf(counted).map(([kind, number]) => ({
      style: style + kind,
      number,
      length: written.length,
      initial: INITIAL.test(text),
    }));
  }
  return [];
}

function numbersOf(counted: string): (readonly [kind: string, number: number])[] {
  const letter = counted.toLowerCase();
  const form = letter === counted ? 'lower' : 'upper';
  if (/^\p{Nd}/u.test(counted)) return [['digits', valueOf(counted)]];
  const numbers = [...ALPHABETS, ROMAN].map(
    (order, kind) => [`${form}${kind}`, order.indexOf(letter)] as const,
  );
  const ofLetter = Array.from(letter).length === 1 ? [[form, letter.codePointAt(0) ?? 0] as const] : [];
  return [...numbers.filter(([, number]) => number !== -1), ...ofLetter];
}

/** Digits of any script: ten of each stand in a row, beginning with its zero. */
function valueOf(digits: string): number {
  let value = 0;
  for (const digit of digits) value = value * 10 + digitValue(digit.codePointAt(0) ?? 0);
  return value;
}

function digitValue(codePoint: number): number {
  let zero = codePoint;
  while (codePoint - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return codePoint - zero;
}
