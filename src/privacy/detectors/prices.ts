import { hasCue } from '../detector.js';
import type { NumberRun } from './number-run.js';

/** Numbers behind such a word, and nothing between but what stands between numbers, are amounts. */
const PRICES =
  /(?:价格?|價格?|金额|金額|费用|費用|合计|总计|销量|销售额|数量|库存|price|prices|amounts?|costs?|total)(?:分别|依次|各|是|为|有|约|共|元|[ \t\d:,，、.¥￥$€])*$/i;

/** Whether several groups are divided as several numbers are, and stand in a row of amounts: 价格 184 2259 2180. */
export function arePrices(run: NumberRun, at: number, count: number): boolean {
  if (count === 1 || !/^[\s,]+$/.test(run.separatorBefore(at + count - 1) ?? '')) return false;
  return hasCue(PRICES, run.text, run.lineStart(at));
}
