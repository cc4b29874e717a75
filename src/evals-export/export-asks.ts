import type { Profile } from '../config/snapshot.js';
import type { AskBodyPipe } from '../intents/ask-body.pipe.js';
import type { TraceFilter, TraceStore } from '../trace/trace-store.js';
import type { PromptfooTest } from './promptfoo-file.js';
import { promptfooTest } from './promptfoo-tests.js';

/** Records that are read at a time. */
const PAGE_RECORDS = 100;

export interface ExportedAsks {
  readonly tests: readonly PromptfooTest[];
  /** Asks that fit the filter, but of which too little was kept to ask them again. */
  readonly unusable: number;
}

/** The newest asks that fit a filter as tests, as many as `limit`. */
export async function exportAsks(
  traces: TraceStore,
  filter: TraceFilter,
  limit: number,
  { profile, body }: { readonly profile: Profile; readonly body: AskBodyPipe },
): Promise<ExportedAsks> {
  const tests: PromptfooTest[] = [];
  let unusable = 0;
  let cursor: string | null | undefined;
  while (cursor !== null && tests.length < limit) {
    const page = await traces.search(filter, {
      limit: PAGE_RECORDS,
      ...(cursor !== undefined && { cursor }),
    });
    cursor = page.nextCursor;
    for (const record of page.records) {
      if (tests.length === limit) break;
      const test = promptfooTest(record, profile, body);
      if (test === undefined) unusable += 1;
      else tests.push(test);
    }
  }
  return { tests, unusable };
}
