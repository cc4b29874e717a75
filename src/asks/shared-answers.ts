import { Injectable } from '@nestjs/common';
import { AgentClient } from '../agent/agent-client.js';
import { AnswerCache, type CachedAnswer } from '../cache/answer-cache.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { orAborted } from '../common/or-aborted.js';
import { AnswerFinder, type FoundAnswer } from './answer-finder.js';
import { AnswerSearch } from './answer-search.js';
import type { Ask } from './ask.js';
import { remainingMs } from './budget.js';
import { questionKey } from './question-key.js';

/** The part of its budget that a search must have left to be joined before it has said anything. */
const JOINED_UNTIL = 0.5;

/** An answer to an ask, new or one that somebody else pays or has paid for. */
export interface SharedAnswer extends CachedAnswer {
  readonly cached: boolean;
  /** Somebody else than the routed profile at its first attempt gave it. */
  readonly degraded: boolean;
}

interface UnderWay {
  /** Absent when nobody else may join. */
  readonly key: string | undefined;
  readonly search: AnswerSearch;
  readonly answer: Promise<SharedAnswer>;
}

/**
 * Answers equal questions once, where the profile allows that: from the cache, or by one search for all who ask at the
 * same time, who share whatever comes of it.
 */
@Injectable()
export class SharedAnswers {
  /** Searches that others may join, by question. */
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly finder: AnswerFinder,
    private readonly cache: AnswerCache,
    private readonly agent: AgentClient,
    private readonly clock: Clock,
  ) {}

  /** @throws as `AnswerFinder.find`; the reason for which the ask was aborted */
  async find(ask: Ask): Promise<SharedAnswer> {
    const key = questionKey(ask.start, this.agent);
    const underWay = this.join(ask, key) ?? this.begin(ask, key);
    const { search, answer } = underWay;
    try {
      const given = await orAborted(answer, ask.signal);
      return search.isPaidBy(ask) ? given : { ...given, cached: true };
    } catch (error) {
      if (ask.signal.aborted) await this.leave(ask, underWay);
      throw error;
    } finally {
      if (!search.isPaidBy(ask)) search.share(ask);
    }
  }

  private join(ask: Ask, key: string | undefined): UnderWay | undefined {
    const underWay = key === undefined ? undefined : this.underWay.get(key);
    if (underWay === undefined || !this.isPromising(underWay.search)) return undefined;
    underWay.search.join(ask);
    return underWay;
  }

  /** Whoever comes late to a search that has found nothing yet would fail with it, with most of a budget unused. */
  private isPromising(search: AnswerSearch): boolean {
    const { deadlineMs } = search.start.decision.profile;
    return search.spoken || remainingMs(search, this.clock) >= deadlineMs * JOINED_UNTIL;
  }

  private begin(ask: Ask, key: string | undefined): UnderWay {
    const search = new AnswerSearch(ask.start);
    search.join(ask);
    if (key === undefined) return { key, search, answer: this.newAnswer(search) };
    const answer = this.cachedOrNew(search, key).finally(() => this.forget(key, search));
    const underWay = { key, search, answer };
    this.underWay.set(key, underWay);
    return underWay;
  }

  /** Resolves at once as long as others are left, else when the search has ended and its attempts are whole. */
  private async leave(ask: Ask, { key, search, answer }: UnderWay): Promise<void> {
    search.leave(ask);
    if (!search.signal.aborted) return;
    if (key !== undefined) this.forget(key, search);
    await answer.catch(() => undefined);
  }

  private forget(key: string, search: AnswerSearch): void {
    if (this.underWay.get(key)?.search === search) this.underWay.delete(key);
  }

  private async cachedOrNew(search: AnswerSearch, key: string): Promise<SharedAnswer> {
    const cached = await this.cache.find(key);
    if (cached !== undefined) return { ...cached, cached: true, degraded: false };
    search.signal.throwIfAborted();
    const found = await this.finder.find(search);
    const answer = sharedAnswer(found, search);
    if (!answer.degraded && !search.acted && !found.cut) {
      const { cached: _, degraded: __, ...kept } = answer;
      await this.cache.keep(key, kept, search.start.decision.profile.cacheTtlS);
    }
    return answer;
  }

  private async newAnswer(search: AnswerSearch): Promise<SharedAnswer> {
    return sharedAnswer(await this.finder.find(search), search);
  }
}

function sharedAnswer(
  { answer, output, truncated, attempt }: FoundAnswer,
  search: AnswerSearch,
): SharedAnswer {
  const degraded = attempt !== search.attempts[0];
  return { answer, output, truncated, model: attempt.model, contentId: newId(), cached: false, degraded };
}
