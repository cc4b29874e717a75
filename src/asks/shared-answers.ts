import { Injectable } from '@nestjs/common';
import { AgentClient } from '../agent/agent-client.js';
import { AnswerCache, type CachedAnswer } from '../cache/answer-cache.js';
import { newId } from '../common/ids.js';
import { orAborted } from '../common/or-aborted.js';
import { AnswerFinder } from './answer-finder.js';
import type { Ask } from './ask.js';
import { questionKey } from './question-key.js';

/** An answer to an ask, new or one that was given before. */
export interface SharedAnswer extends CachedAnswer {
  readonly cached: boolean;
  /** Somebody else than the routed profile at its first attempt gave it. */
  readonly degraded: boolean;
}

/**
 * Answers equal questions once, where the profile allows that: from the cache, or by waiting for somebody who
 * is being answered right now. Only answers that were given as they should be are shared.
 */
@Injectable()
export class SharedAnswers {
  /** What is being answered now, by question; resolves with nothing to share when that came to nothing. */
  private readonly underWay = new Map<string, Promise<CachedAnswer | undefined>>();

  constructor(
    private readonly finder: AnswerFinder,
    private readonly cache: AnswerCache,
    private readonly agent: AgentClient,
  ) {}

  /** @throws as `AnswerFinder.find` */
  async find(ask: Ask): Promise<SharedAnswer> {
    const key = questionKey(ask.start, this.agent);
    if (key === undefined) return this.answer(ask);
    for (let other = this.underWay.get(key); other !== undefined; other = this.underWay.get(key)) {
      const shared = await orAborted(other, ask.signal);
      if (shared !== undefined) return given(shared);
    }
    return this.lead(key, ask);
  }

  /** Answers a question that nobody else is being answered now. */
  private async lead(key: string, ask: Ask): Promise<SharedAnswer> {
    const { promise, resolve } = Promise.withResolvers<CachedAnswer | undefined>();
    this.underWay.set(key, promise);
    let shared: CachedAnswer | undefined;
    try {
      shared = await this.cache.find(key);
      if (shared !== undefined) return given(shared);
      const { cached, degraded, ...answer } = await this.answer(ask);
      // What an agent did for one user is not for others.
      if (!degraded && !ask.acted) {
        shared = answer;
        await this.cache.keep(key, shared, ask.start.decision.profile.cacheTtlS);
      }
      return { ...answer, cached, degraded };
    } finally {
      this.underWay.delete(key);
      resolve(shared);
    }
  }

  private async answer(ask: Ask): Promise<SharedAnswer> {
    const { answer, output, truncated, attempt } = await this.finder.find(ask);
    const degraded = attempt !== ask.attempts[0];
    return { answer, output, truncated, model: attempt.model, contentId: newId(), cached: false, degraded };
  }
}

function given(answer: CachedAnswer): SharedAnswer {
  return { ...answer, cached: true, degraded: false };
}
