import { z } from 'zod';
import { KnowledgeBase } from '../../../agent/local/knowledge/knowledge-base.js';
import { searchKnowledge } from '../../../agent/local/knowledge/search.js';
import { ToolHandler } from '../../tool-handler.js';
import { Tool } from '../../tool.decorator.js';

const input = z.strictObject({
  query: z.string().min(1).max(500).describe('What to look for, in the words of the user.'),
  limit: z.int().min(1).max(5).default(3).describe('How many passages are enough.'),
});

/** Lets a model look things up in `config/knowledge`. */
@Tool({
  name: 'search_knowledge',
  description:
    'Searches the documents of this Mini Program (delivery, refunds, invoices, membership …). ' +
    'Use it before you answer a question about its rules, and answer only by what it finds.',
  input,
  readOnly: true,
})
export class SearchKnowledgeTool extends ToolHandler<z.output<typeof input>> {
  constructor(private readonly knowledge: KnowledgeBase) {
    super();
  }

  override run({ query, limit }: z.output<typeof input>): string {
    const passages = searchKnowledge(query, limit, this.knowledge);
    if (passages.length === 0) return 'Nothing was found.';
    return passages.map(({ title, text }) => `## ${title}\n${text}`).join('\n\n');
  }
}
