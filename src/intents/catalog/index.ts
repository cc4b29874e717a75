import type { Type } from '@nestjs/common';
import { intentsOf } from '../intents-of.js';
import { ExtractModule } from './extract/extract.module.js';
import { RecommendModule } from './recommend/recommend.module.js';
import { SummarizeModule } from './summarize/summarize.module.js';
import { SupportModule } from './support/support.module.js';

/** The intents that are shipped, a line each. */
export const INTENT_MODULES: readonly Type[] = [
  ExtractModule,
  RecommendModule,
  SummarizeModule,
  SupportModule,
];

/** Their names, sorted, for whoever needs them without starting the application. */
export function catalogIntentNames(): string[] {
  return INTENT_MODULES.flatMap(intentsOf)
    .map(({ name }) => name)
    .toSorted();
}
