import { bulletsOf } from './bullets.js';
import { settledPart } from './settled-part.js';
import { writtenLines } from './written-lines.js';
import { endsInColon, type Line, listPoints } from './written-list.js';

/** Code units of the marks of an entry, such as `- [ ] 1. `, and of what tells that they are marks. */
const LONGEST_MARKS = 12;

/**
 * The bullets that `readBullets` will find first in the whole of a text that is still being written: of a list
 * that is marked from its beginning, all but the last one, which may go on. Empty for points that are written
 * in any other way, because only the end tells what they are.
 */
export function settledBullets(text: string): string[] {
  const lines = writtenLines(markedLines(settledPart(text)));
  return isMarkedList(lines) ? bulletsOf(listPoints(lines).slice(0, -1)) : [];
}

/** Without a last line that is only begun: half a mark is another one, and a cell belongs to a table. */
function markedLines(text: string): string {
  const lastLine = text.slice(text.lastIndexOf('\n') + 1);
  const known = lastLine.trim().length >= LONGEST_MARKS && !lastLine.includes('|');
  return known ? text : text.slice(0, text.length - lastLine.length);
}

/** One marked line may be an accident, and one behind words may belong to a draft. */
function isMarkedList(lines: readonly Line[]): boolean {
  const first = lines.findIndex(({ marked }) => marked);
  const before = lines.slice(0, Math.max(0, first));
  if (!before.every(({ heading, text }) => heading || endsInColon(text))) return false;
  return lines.filter(({ marked }) => marked).length > 1;
}
