import { z } from 'zod';
import { didYouMean } from '../did-you-mean.js';
import type { NamedFile } from '../files/read-config-dir.js';
import type { ConfigIssue } from '../snapshot.js';

const intentIn = z.looseObject({ intent: z.string().min(1) });

/** An eval must be of an intent that exists. */
export function checkEvals(evals: readonly NamedFile[], intents: readonly string[]): ConfigIssue[] {
  return evals.flatMap(({ file }) => {
    const intent = intentIn.safeParse(file.data).data?.intent;
    if (intent === undefined || intents.includes(intent)) return [];
    const near = didYouMean(intent, intents);
    return [file.error(['intent'], `there is no intent "${intent}"${near}; known: ${intents.join(', ')}`)];
  });
}
