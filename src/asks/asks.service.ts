import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { AgentClient } from '../agent/agent-client.js';
import { Clock } from '../common/clock.js';
import { Draining } from '../common/draining.js';
import { AppError } from '../common/errors/app-error.js';
import { orAborted } from '../common/or-aborted.js';
import { toAppError } from '../common/errors/to-app-error.js';
import { onlyOnce } from '../common/only-once.js';
import { withOwnLimits } from '../flags/effects.js';
import type { AskCommand } from '../intents/ask-command.js';
import { type Hold, Quotas } from '../limits/quotas/quotas.js';
import { armOf } from '../profiles/rollout.js';
import { decisionOf } from '../profiles/router.js';
import { Tracing } from '../telemetry/tracing.js';
import type { RequestContext } from '../trace/request-context.js';
import type { Charge } from '../trace/trace-record.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import { Ask, AskCancelled, type AskStart } from './ask.js';
import { headOf } from './ask-head.js';
import { AskRouting } from './ask-routing.js';
import { AskRunner } from './ask-runner.js';
import { reservationOf } from './charge.js';
import type { AskEnd } from './log/ask-event.js';
import type { AskLog } from './log/ask-log.js';
import { AskLogs, type Begun, type OwnLog } from './log/ask-logs.js';
import type { AskView } from './log/ask-view.js';
import { failureOf } from './log/failure-of.js';
import { processLost } from './log/lost-end.js';
import { isRefused, refusedEnd } from './log/refused-end.js';
import { viewOf } from './log/view-of.js';
import { type OpenAsk, joined } from './open-ask.js';
import { isReplaceable, mayBeReplaced } from './replaceable.js';
import { RunningAsks } from './running-asks.js';
import { noteBegun, noteCommand } from './trace-notes.js';

/** Milliseconds after which whoever runs an ask is told once more that it is to be cancelled. */
const CANCEL_AGAIN_MS = 1_000;

/** Milliseconds of the budget that are kept for a running ask to be put on record and its answer so far to leave. */
const TO_LEAVE_MS = 50;

/** Begins, joins, shows and cancels asks: what the controller's calls come down to. */
@Injectable()
export class AsksService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(AsksService.name);
  /** By the id of their traces: asks that want a place here, and resolves when they run or were refused. */
  private readonly undecided = new Map<string, Promise<void>>();

  constructor(
    private readonly logs: AskLogs,
    private readonly running: RunningAsks,
    private readonly runner: AskRunner,
    private readonly recorder: TraceRecorder,
    private readonly agent: AgentClient,
    private readonly quotas: Quotas,
    private readonly routing: AskRouting,
    private readonly tracing: Tracing,
    private readonly clock: Clock,
    private readonly draining: Draining,
  ) {
    const { graceOver } = draining;
    graceOver.addEventListener('abort', () => {
      for (const ask of running.all()) ask.abort(toAppError(graceOver.reason));
    });
  }

  /**
   * The ask's view as soon as it has ended, or as it stands when the profile's budget is used up.
   * @throws AppError as `open`, or why the ask failed
   */
  async ask(command: AskCommand, userId: string, context: RequestContext): Promise<AskView> {
    const { log, run, ask } = await this.open(command, userId, context);
    run();
    const end = (await this.endBeforeBudget(log, context.arrivedAt)) ?? (await this.onRecordInTime(log));
    if (end?.type === 'error') throw ask?.failure ?? failureOf(end);
    return end?.data ?? this.viewOnRecord(log);
  }

  /**
   * Begins or joins the ask for somebody who wants to see its events as they come.
   * @throws AppError as `open`; `INTERNAL` also when it cannot be put on record, and then it is not run
   */
  async follow(command: AskCommand, userId: string, context: RequestContext): Promise<OpenAsk> {
    const opened = await this.open(command, userId, context);
    try {
      await this.record(opened.log);
      return opened;
    } catch (error) {
      opened.ask?.abort(toAppError(error));
      opened.run();
      throw error;
    }
  }

  /**
   * Begins the ask, or finds it where it was begun before.
   * @throws AppError `USER_MISMATCH`, `INTENT_DISABLED`, `PROFILE_NOT_ALLOWED`, `TRACE_ID_CONFLICT`, `QUOTA_EXCEEDED`, `SHUTTING_DOWN`, `INTERNAL`
   */
  async open(command: AskCommand, userId: string, context: RequestContext): Promise<OpenAsk> {
    noteCommand(context, command);
    if (command.userId !== undefined && command.userId !== userId) throw new AppError('USER_MISMATCH');
    await this.recorder.ready();
    // Where nobody can look, the ask begins, and whoever keeps the logs says so.
    const found = await this.logs.find(userId, context.trace.traceId).catch(nothingWithoutLogs);
    await this.decided(found);
    return found === undefined || mayBeReplaced(found, command)
      ? this.begin(command, userId, context, found)
      : joined(found, command);
  }

  /** @throws AppError `NOT_FOUND`, also for asks of other users. */
  async find(userId: string, traceId: string): Promise<AskLog> {
    const log = await this.logs.find(userId, traceId);
    await this.decided(log);
    if (log === undefined || isRefused(log))
      throw new AppError('NOT_FOUND', { detail: 'There is no such ask.' });
    return log;
  }

  /** Whether an ask of that user runs, or has ended, that another call with its traceId would not begin anew. Never rejects. */
  async isKept(userId: string, traceId: string): Promise<boolean> {
    const log = await this.logs.find(userId, traceId).catch(() => undefined);
    return log !== undefined && !isReplaceable(log);
  }

  /** The ask as it stands; what is told of one that runs goes on record first. */
  async show(log: AskLog, context: RequestContext): Promise<AskView> {
    // Before, because first words wait for it; and after, because more may have been said.
    await this.recordAnyhow(log);
    context.putOnRecord = () => this.record(log);
    return viewOf(log, this.clock.now());
  }

  /** Resolves when what the log tells is on record, as far as this process runs the ask. @throws AppError `INTERNAL` */
  async record(log: AskLog): Promise<void> {
    const ask = this.running.get(log.head.id);
    if (ask !== undefined) await this.running.record(ask);
  }

  /** As `record`; of an ask that has come to its end, and only has to be stored, that is waited for. */
  async recordAnyhow(log: AskLog): Promise<void> {
    if (this.running.get(log.head.id)?.ending === true) await log.untilEnd(new AbortController().signal);
    await this.record(log);
  }

  /**
   * Aborts the agent's run and waits until that is on record; an ask that has ended stays as it is.
   * @throws AppError `NOT_FOUND`, also for asks of other users.
   */
  async cancel(userId: string, traceId: string): Promise<AskView> {
    const log = await this.find(userId, traceId);
    for (let end = log.end; ; end = await this.endWithin(log, CANCEL_AGAIN_MS)) {
      if (end !== undefined) return end.data;
      // Whoever runs it may be another process, and not have heard.
      await this.logs.cancel(log);
    }
  }

  /** Lets running asks finish within the grace period, after which they end honestly, and leaves their traces behind. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.endRunning();
    await this.recorder.settle();
  }

  private async endRunning(): Promise<void> {
    const asks = this.running.all();
    if (asks.length === 0) return;
    this.logger.log({ running: asks.length }, 'waiting for running asks');
    const never = new AbortController().signal;
    await Promise.all(asks.map(({ log }) => log.untilEnd(never)));
  }

  private async begin(
    command: AskCommand,
    userId: string,
    context: RequestContext,
    replaces: AskLog | undefined,
  ): Promise<OpenAsk> {
    this.draining.refuseIfBegun();
    const { snapshot, trace, arrivedAt } = context;
    const { profileHint: hint, context: claims } = command;
    const asked = { intent: command.intent.name, userId, hint, context: claims };
    const { routing } = await this.routing.of(context, asked);
    trace.routing = routing.steps;
    const rollout = armOf(snapshot, asked.intent, routing);
    if (rollout !== undefined) trace.rollout = rollout;
    const decision = decisionOf(snapshot, asked, routing);
    const start: AskStart = { command, snapshot, decision, userId, trace, arrivedAt };
    const { promise, resolve } = Promise.withResolvers<void>();
    this.undecided.set(trace.id, promise);
    try {
      return await this.claim(start, context, replaces);
    } finally {
      this.undecided.delete(trace.id);
      resolve();
    }
  }

  /**
   * Takes the place of the traceId first, and only then something off the quotas: of equal asks at once, one reserves and
   * the others join it, however little is left.
   */
  private async claim(
    start: AskStart,
    context: RequestContext,
    replaces: AskLog | undefined,
  ): Promise<OpenAsk> {
    let ask: Ask | undefined;
    let ended: AskCancelled | AppError | undefined;
    const end = (reason: AskCancelled | AppError): void => {
      ended ??= reason;
      ask?.abort(reason);
    };
    const begun: Begun = await this.logs.begin(
      headOf(start, this.agent, replaces),
      { onCancel: () => end(new AskCancelled()), onReplaced: () => end(processLost()) },
      replaces,
    );
    if ('other' in begun) {
      await this.decided(begun.other);
      return joined(begun.other, start.command);
    }
    const charge = reservationOf(start, this.agent);
    const hold = await this.reserve(start, charge).catch((error: unknown) => this.refuse(begun.own, error));
    noteBegun(start, charge, begun.own.log);
    context.ownsAsk = true;
    ask = new Ask(start, begun.own, hold, this.clock);
    if (ended !== undefined) ask.abort(ended);
    this.running.add(ask);
    const itself = ask;
    return { log: ask.log, run: onlyOnce(() => void this.run(itself)), ask };
  }

  /** @throws AppError `QUOTA_EXCEEDED`, `SHUTTING_DOWN`, `INTERNAL` */
  private async reserve({ snapshot, userId, trace }: AskStart, charge: Charge): Promise<Hold> {
    const environment = withOwnLimits(snapshot, trace.flags);
    const question = { environment, userId, at: trace.startedAt };
    const hold = await this.tracing.span('miniask.quota.reserve', () =>
      this.quotas.reserve(question, charge),
    );
    // Nobody waits for it any more.
    if (this.draining.begun) await this.quotas.giveBack(hold);
    this.draining.refuseIfBegun();
    return hold;
  }

  /** Leaves the place of the traceId; who has joined meanwhile is refused as well. */
  private async refuse(own: OwnLog, error: unknown): Promise<never> {
    await own.end(refusedEnd(own.log, toAppError(error), this.clock.now()));
    throw error;
  }

  /** Resolves when an ask that has the place of a traceId here runs, or was refused. */
  private async decided(log: AskLog | undefined): Promise<void> {
    if (log !== undefined) await this.undecided.get(log.head.id);
  }

  private async run(ask: Ask): Promise<void> {
    // Where it counts what an ask may use, a process that dies must not take that along.
    if (ask.hold.reservation !== undefined)
      await this.record(ask.log).catch((error: unknown) => ask.abort(toAppError(error)));
    await this.runner.run(ask);
    this.running.remove(ask);
  }

  /** How it ended; undefined when the budget is about to come to its end first. */
  private endBeforeBudget(log: AskLog, arrivedAt: number): Promise<AskEnd | undefined> {
    const left = log.head.deadlineMs - (this.clock.monotonic() - arrivedAt);
    return this.endWithin(log, Math.max(0, left - TO_LEAVE_MS));
  }

  /**
   * Puts on record what there is, as far as storage takes it in what is left of the budget. The answer may be whole and only
   * have to be stored: then that is waited for, and told.
   * @throws AppError `INTERNAL` when storage refuses it
   */
  private async onRecordInTime(log: AskLog): Promise<AskEnd | undefined> {
    if (this.running.get(log.head.id)?.ending === true) return this.endWithin(log, TO_LEAVE_MS);
    await this.within(TO_LEAVE_MS, (signal) => orAborted(this.record(log), signal));
    return log.end;
  }

  /** A running ask as it stands, without what is not on record yet of an ask that runs here. */
  private viewOnRecord(log: AskLog): AskView {
    const ask = this.running.get(log.head.id);
    const view = viewOf(log, this.clock.now());
    return ask === undefined || log.end !== undefined
      ? view
      : { ...view, answer: this.running.onRecord(ask) };
  }

  /** How it ended; undefined when it has not after so many milliseconds. */
  private endWithin(log: AskLog, ms: number): Promise<AskEnd | undefined> {
    return this.within(ms, (signal) => log.untilEnd(signal));
  }

  /** What comes of it; undefined when nothing has after so many milliseconds. */
  private async within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const late = new AbortController();
    const cancelTimer = this.clock.after(ms, () => late.abort());
    try {
      return await work(late.signal);
    } catch (error) {
      if (!late.signal.aborted) throw error;
      return undefined;
    } finally {
      cancelTimer();
    }
  }
}

/** @throws every error but that the logs cannot be read */
function nothingWithoutLogs(error: unknown): undefined {
  if (!(error instanceof AppError) || error.reason !== 'ask_logs') throw error;
}
