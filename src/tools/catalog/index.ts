import type { Type } from '@nestjs/common';
import { toolsOf } from '../tools-of.js';
import { SearchKnowledgeModule } from './search-knowledge/search-knowledge.module.js';

/** The tools that are shipped, a line each. */
export const TOOL_MODULES: readonly Type[] = [SearchKnowledgeModule];

/** Their names, sorted, for whoever needs them without starting the application. */
export function catalogToolNames(): string[] {
  return TOOL_MODULES.flatMap(toolsOf)
    .map(({ name }) => name)
    .toSorted();
}
