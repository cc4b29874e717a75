import { isTableRule } from './plain-text.js';

/** A row of a table, or a line that is none. */
export interface Row {
  readonly text: string;
  readonly isRow: boolean;
}

const ROW = /^\s{0,9}(?:>\s?)?\|?(.*\|.*)$/;
const ORDINAL = /^#?\p{Nd}{1,3}[.)]?$/u;
const WIDE = /[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF]/u;

/**
 * Lines with the rows of Markdown tables as text: header and rule left out, and so is a first column that
 * only counts. The first cell names what the others say.
 */
export function tableRows(lines: readonly string[]): Row[] {
  const rows: Row[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (!isTableRule(line) || cellsOf(lines[at - 1]) === undefined) {
      rows.push({ text: line, isRow: false });
      continue;
    }
    rows.pop();
    const table = bodyBehind(lines, at);
    const counted = table.length > 0 && table.every(([first = '']) => ORDINAL.test(first) || first === '');
    rows.push(...table.map((cells) => ({ text: textOf(counted ? cells.slice(1) : cells), isRow: true })));
    at += table.length;
  }
  return rows;
}

function bodyBehind(lines: readonly string[], rule: number): (readonly string[])[] {
  const body: (readonly string[])[] = [];
  for (let at = rule + 1; at < lines.length; at += 1) {
    const cells = cellsOf(lines[at]);
    if (cells === undefined) break;
    body.push(cells);
  }
  return body;
}

function cellsOf(line = ''): readonly string[] | undefined {
  return ROW.exec(line)?.[1]
    ?.replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

function textOf(cells: readonly string[]): string {
  const [first = '', ...rest] = cells.filter((cell) => cell !== '');
  if (rest.length === 0) return first;
  const wide = WIDE.test(first);
  return `${first}${wide ? '：' : ': '}${rest.join(wide ? '，' : ', ')}`;
}
