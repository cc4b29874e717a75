import type { AuditStore, Period } from '../trace/audit-store.js';
import { type Format, headOf, textOf } from './audit-lines.js';

/** Records that are in memory at a time. */
const PAGE_RECORDS = 500;

export interface Export {
  /** Pieces of the text, each a page. */
  readonly text: AsyncGenerator<string>;
  /** Records that are in the pieces which were taken so far. */
  readonly count: () => number;
}

/** The records of a period as a text that is made page by page: it takes no more memory for more of them. */
export function exportPeriod(audits: AuditStore, period: Period, format: Format): Export {
  let count = 0;
  async function* text(): AsyncGenerator<string> {
    yield headOf(format);
    let page = await audits.page(period, PAGE_RECORDS);
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      count += page.length;
      yield page.map((record) => textOf(record, format)).join('');
      page = await audits.page(period, PAGE_RECORDS, last);
    }
  }
  return { text: text(), count: () => count };
}
