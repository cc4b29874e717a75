import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/errors/app-error.js';
import { type AgentEvent, AgentClient, type AgentRequest, type AgentStatus } from '../agent-client.js';
import type { LocalTask } from '../local-task.js';
import { answer } from './answer.js';
import { extract } from './extract.js';
import { KnowledgeBase } from './knowledge/knowledge-base.js';
import { piecesWithin } from './pieces.js';
import { type Recommendation, recommend } from './recommend.js';
import { summarize } from './summarize.js';

/**
 * The agent that needs no model: it picks out what the given texts say and adds nothing. The same request
 * gets the same answer, always. It reads `request.local` and the token limit, and neither prompt nor model.
 */
@Injectable()
export class LocalAgentClient extends AgentClient {
  override readonly name = 'local';

  constructor(private readonly knowledge: KnowledgeBase) {
    super();
  }

  override async *run(request: AgentRequest, signal: AbortSignal): AsyncGenerator<AgentEvent, void, void> {
    signal.throwIfAborted();
    yield { type: 'run', way: 'local', sessionKey: `local:${request.runId}` };

    const { pieces, complete } = piecesWithin(this.perform(request.local), request.maxTokens);
    if (pieces.length === 0) throw new AppError('AGENT_ERROR', { reason: 'empty_answer' });
    for (const text of pieces) {
      // Without a turn of the event loop nobody could abort a run that never waits.
      await setImmediate();
      signal.throwIfAborted();
      yield { type: 'content', text };
    }
    signal.throwIfAborted();
    // No model read or wrote a token, so none is counted against a quota or a price.
    const usage = { promptTokens: 0, completionTokens: 0 };
    yield { type: 'end', finishReason: complete ? 'stop' : 'length', toolCalls: [], usage };
  }

  /** Needs nothing that could be missing. */
  override async check(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
  }

  override status(): AgentStatus {
    return { gateways: [], waiting: 0 };
  }

  override async close(): Promise<void> {
    // Holds nothing open.
  }

  private perform(task: LocalTask): string {
    switch (task.kind) {
      case 'summarize':
        return summarize(task.text, task.maxSentences);
      case 'answer':
        return answer(task.question, task.earlier, this.knowledge);
      case 'recommend':
        return JSON.stringify({ items: this.recommend(task) });
      case 'extract':
        return JSON.stringify({ fields: extract(task.text, task.fields) });
    }
  }

  /** Without items the documents of the knowledge folder are what there is to recommend. */
  private recommend({ query, items, maxItems }: Extract<LocalTask, { kind: 'recommend' }>): Recommendation[] {
    if (items.length > 0) return recommend(query, items, maxItems);
    const documents = this.knowledge.documents.map(({ title, headings }) => ({
      title,
      description: headings.join('\n'),
    }));
    return recommend(query, documents, maxItems);
  }
}
