import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Clock } from '../common/clock.js';
import { digest } from '../common/digest.js';
import { AppError } from '../common/errors/app-error.js';
import type { Settings } from '../config/settings.js';
import type { RequestContext } from '../trace/request-context.js';
import { TraceRecorder } from '../trace/trace-recorder.js';
import type { AskCommand } from '../intents/ask-command.js';
import { resolveProfile } from '../profiles/router.js';
import { Ask, AskCancelled } from './ask.js';
import { AskRunner } from './ask-runner.js';
import { AskStore } from './ask-store.js';
import { type AskView, viewOf } from './ask-view.js';

/** Begins, joins, shows and cancels asks: what the controller's calls come down to. */
@Injectable()
export class AsksService implements BeforeApplicationShutdown {
  private readonly logger = new Logger(AsksService.name);
  private stopping = false;

  constructor(
    private readonly store: AskStore,
    private readonly runner: AskRunner,
    private readonly recorder: TraceRecorder,
    private readonly clock: Clock,
    private readonly config: ConfigService<Settings, true>,
  ) {}

  /**
   * The ask's view as soon as it has ended, or as it stands when the profile's budget is used up.
   * @throws AppError `USER_MISMATCH`, `PROFILE_NOT_ALLOWED`, `TRACE_ID_CONFLICT`, `SHUTTING_DOWN`, or
   * why the ask failed.
   */
  async ask(command: AskCommand, userId: string, context: RequestContext): Promise<AskView> {
    noteCommand(context, command);
    if (command.userId !== undefined && command.userId !== userId) throw new AppError('USER_MISMATCH');
    await this.recorder.ready();
    const ask = this.join(command, userId, context) ?? this.begin(command, userId, context);
    await this.endOrBudget(ask, context.arrivedAt);
    if (ask.failure !== undefined) throw ask.failure;
    return this.show(ask, context);
  }

  /** @throws AppError `NOT_FOUND`, also for asks of other users. */
  async find(userId: string, traceId: string, context: RequestContext): Promise<AskView> {
    const ask = this.owned(userId, traceId);
    if (ask.ending) await ask.ended;
    return this.show(ask, context);
  }

  /**
   * Aborts the agent's run and waits until that is on record; an ask that has ended stays as it is.
   * @throws AppError `NOT_FOUND`, also for asks of other users.
   */
  async cancel(userId: string, traceId: string): Promise<AskView> {
    const ask = this.owned(userId, traceId);
    ask.abort(new AskCancelled());
    await ask.ended;
    return this.view(ask);
  }

  /** New asks are refused from now on; load balancers had better send them elsewhere. */
  get draining(): boolean {
    return this.stopping;
  }

  /** Lets running asks finish within the grace period, then ends them honestly. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    const asks = this.store.allRunning();
    if (asks.length === 0) return;
    this.logger.log({ running: asks.length }, 'waiting for running asks');
    const graceMs = this.config.get('shutdownGraceMs', { infer: true });
    const cancelTimer = this.clock.after(graceMs, () => {
      for (const ask of asks) ask.abort(new AppError('SHUTTING_DOWN', { retryAfterS: 5 }));
    });
    await Promise.all(asks.map((ask) => ask.ended));
    cancelTimer();
  }

  /**
   * The same user's ask of the same traceId, so that a retry pays nothing twice. One that failed for a
   * reason that may pass is not joined: the retry is what may succeed.
   */
  private join(command: AskCommand, userId: string, context: RequestContext): Ask | undefined {
    const ask = this.store.find(userId, context.trace.traceId);
    if (ask === undefined) return undefined;
    if (ask.start.fingerprint !== fingerprintOf(command)) throw new AppError('TRACE_ID_CONFLICT');
    return ask.failure !== undefined && mayPass(ask.failure) ? undefined : ask;
  }

  private begin(command: AskCommand, userId: string, context: RequestContext): Ask {
    if (this.stopping) throw new AppError('SHUTTING_DOWN', { retryAfterS: 5 });
    const { snapshot, trace, arrivedAt } = context;
    const question = { intent: command.intent.name, userId, hint: command.profileHint };
    const decision = resolveProfile(snapshot, question);
    trace.routing = decision.steps;
    context.ownsAsk = true;
    const fingerprint = fingerprintOf(command);
    const ask = new Ask({ command, snapshot, decision, userId, fingerprint, trace, arrivedAt });
    this.store.add(ask);
    void this.runner.run(ask);
    return ask;
  }

  private async endOrBudget(ask: Ask, arrivedAt: number): Promise<void> {
    if (!ask.running) return ask.ended;
    const left = ask.start.decision.profile.deadlineMs - (this.clock.monotonic() - arrivedAt);
    const budget = Promise.withResolvers<void>();
    const cancelTimer = this.clock.after(Math.max(0, left), budget.resolve);
    await Promise.race([ask.ended, budget.promise]);
    cancelTimer();
    // The answer is there and only has to be stored: nobody is sent away for that.
    if (ask.ending) await ask.ended;
  }

  private owned(userId: string, traceId: string): Ask {
    const ask = this.store.find(userId, traceId);
    if (ask === undefined) throw new AppError('NOT_FOUND', { detail: 'There is no such ask.' });
    return ask;
  }

  /** The ask as it stands; what is told of one that runs goes on record first. */
  private show(ask: Ask, context: RequestContext): AskView {
    if (!ask.running) return this.view(ask);
    const { answer } = ask.soFar;
    context.putOnRecord = () => this.record(ask, answer);
    return this.view(ask, answer);
  }

  /** A copy is stored, because the trace itself tells how the ask ends, and may do so at any moment. */
  private async record(ask: Ask, answer: string): Promise<void> {
    if (ask.trace.status !== 'running') return ask.ended;
    if (ask.recorded === answer) return;
    await this.recorder.save({ ...ask.trace, answer });
    ask.recorded = answer;
  }

  private view(ask: Ask, answerSoFar = ''): AskView {
    return viewOf(ask, { answer: answerSoFar, elapsedMs: this.clock.monotonic() - ask.start.arrivedAt });
  }
}

/** Failures of ours and of the agent's, in contrast to what the client could only ask differently. */
function mayPass({ problem }: AppError): boolean {
  return problem.retryable || problem.status >= 500;
}

/** From here on also a refusal's trace tells what was asked. */
function noteCommand({ trace }: RequestContext, command: AskCommand): void {
  trace.intent = command.intent.name;
  trace.input = { ...command.input };
  trace.context = command.context;
  trace.profileHint = command.profileHint ?? null;
}

function fingerprintOf({ intent, input, context, profileHint }: AskCommand): string {
  return digest({ intent: intent.name, input, context, profileHint });
}
