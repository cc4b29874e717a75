import { stripMarker } from '../output/list-marker.js';

/** Lines that are entries of a list, whatever marks them. */
export function bulletLines(text: string): number {
  return text.split('\n').filter((line) => stripMarker(line) !== undefined).length;
}
