import { Injectable } from '@nestjs/common';
import { AgentClient } from '../agent/agent-client.js';
import { AnswerCache, type CachedAnswer } from '../cache/answer-cache.js';
import { Clock } from '../common/clock.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { orAborted } from '../common/or-aborted.js';
import { textsAndNamesIn, textsIn } from '../safety/client-text.js';
import { ContentReview } from '../safety/content-review.js';
import { AnswerFinder, type FoundAnswer } from './answer-finder.js';
import { AnswerSearch } from './answer-search.js';
import type { Span } from '../telemetry/span.js';
import { Tracing } from '../telemetry/tracing.js';
import type { SafetyCheck } from '../trace/trace-record.js';
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
  /** The ask that it is a part of, for the others to point to. */
  readonly span: Span;
  /** What was given before; resolves before anybody is asked. */
  readonly cached: Promise<CachedAnswer | undefined>;
  readonly answer: Promise<SharedAnswer>;
}

/**
 * Answers equal questions once, where the profile allows that: from the cache, or by one search for all who ask at the
 * same time, who share whatever comes of it. Each of them has its question checked in its own name, beside the search.
 */
@Injectable()
export class SharedAnswers {
  /** Searches that others may join, by question. */
  private readonly underWay = new Map<string, UnderWay>();

  constructor(
    private readonly finder: AnswerFinder,
    private readonly cache: AnswerCache,
    private readonly agent: AgentClient,
    private readonly review: ContentReview,
    private readonly tracing: Tracing,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws as `AnswerFinder.find`; `CONTENT_REJECTED`, or why question or answer could not be checked; the reason for
   * which the ask was aborted
   */
  async find(ask: Ask): Promise<SharedAnswer> {
    const key = questionKey(ask.start, this.agent);
    const underWay = this.join(ask, key) ?? this.begin(ask, key);
    const { search, answer } = underWay;
    const done = new AbortController();
    try {
      const approved = this.approve(ask, underWay, AbortSignal.any([ask.signal, done.signal]));
      const [given] = await orAborted(Promise.all([answer, approved]), ask.signal);
      return search.isPaidBy(ask) ? given : { ...given, cached: true };
    } catch (error) {
      if (ask.signal.aborted) await this.leave(ask, underWay);
      throw error;
    } finally {
      done.abort();
      if (!search.isPaidBy(ask)) search.share(ask);
    }
  }

  private join(ask: Ask, key: string | undefined): UnderWay | undefined {
    const underWay = key === undefined ? undefined : this.underWay.get(key);
    if (underWay === undefined || !this.isPromising(underWay.search)) return undefined;
    underWay.search.join(ask);
    this.tracing.current.link(underWay.span);
    return underWay;
  }

  /**
   * Whoever comes late to a search that has found nothing yet would fail with it, with most of a budget unused; and one
   * that has failed only has to end.
   */
  private isPromising(search: AnswerSearch): boolean {
    const { deadlineMs } = search.start.decision.profile;
    if (search.signal.aborted) return false;
    return search.speaking || remainingMs(search, this.clock) >= deadlineMs * JOINED_UNTIL;
  }

  private begin(ask: Ask, key: string | undefined): UnderWay {
    const search = new AnswerSearch(ask.start, this.review);
    search.join(ask);
    const span = this.tracing.current;
    if (key === undefined) {
      return { key, search, span, cached: Promise.resolve(undefined), answer: this.newAnswer(search) };
    }
    const cached = this.lookUp(key);
    const answer = this.cachedOrNew(search, key, cached).finally(() => this.forget(key, search));
    const underWay = { key, search, span, cached, answer };
    this.underWay.set(key, underWay);
    return underWay;
  }

  private lookUp(key: string): Promise<CachedAnswer | undefined> {
    return this.tracing.span('miniask.cache.find', async (span) => {
      const found = await this.cache.find(key);
      span.set({ 'miniask.cache.hit': found !== undefined });
      return found;
    });
  }

  /** Approves the ask as soon as what it asks was found safe; ends it when it was not. Never rejects. */
  private async approve(ask: Ask, { search, cached }: UnderWay, signal: AbortSignal): Promise<void> {
    const { command, snapshot, userId, trace } = ask.start;
    const policy = snapshot.environment.contentSafety;
    if (!this.review.checks(policy)) return search.approve(ask, 'checked');
    // What was given before was asked before, in the same words, and both had passed.
    if ((await cached) !== undefined) return;
    try {
      const texts = [...textsIn(command.input), ...textsAndNamesIn(command.context)];
      const review = {
        policy,
        users: () => [userId],
        note: (check: SafetyCheck) => {
          trace.safety = [...(trace.safety ?? []), check];
        },
      };
      search.approve(ask, await this.review.input(texts, review, signal));
    } catch (error) {
      if (!signal.aborted) ask.abort(toAppError(error));
    }
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

  private async cachedOrNew(
    search: AnswerSearch,
    key: string,
    cached: Promise<CachedAnswer | undefined>,
  ): Promise<SharedAnswer> {
    const known = await cached;
    if (known !== undefined) return { ...known, cached: true, degraded: false };
    search.signal.throwIfAborted();
    const { answer, isLasting } = await this.safeAnswer(search);
    if (isLasting) {
      const { cached: _, degraded: __, ...kept } = answer;
      await this.cache.keep(key, kept, search.start.decision.profile.cacheTtlS);
    }
    return answer;
  }

  private async newAnswer(search: AnswerSearch): Promise<SharedAnswer> {
    const { answer } = await this.safeAnswer(search);
    return answer;
  }

  /** A new answer that may be shown, and whether it may be given to others later. */
  private async safeAnswer(
    search: AnswerSearch,
  ): Promise<{ readonly answer: SharedAnswer; readonly isLasting: boolean }> {
    try {
      const found = await this.finder.find(search);
      const certainty = await search.finish(found);
      const answer = sharedAnswer(found, search);
      const isWhole = !answer.degraded && !search.acted && !found.cut;
      return { answer, isLasting: isWhole && certainty === 'checked' };
    } finally {
      search.close();
    }
  }
}

/** What was found, as those get it who waited. */
export function sharedAnswer(
  { answer, output, truncated, attempt }: FoundAnswer,
  search: AnswerSearch,
): SharedAnswer {
  const degraded = attempt !== search.attempts[0];
  const { contentId } = search;
  return { answer, output, truncated, model: attempt.model, contentId, cached: false, degraded };
}
