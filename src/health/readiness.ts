import { Injectable, Logger } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { AskLogs } from '../asks/log/ask-logs.js';
import { AgentClient } from '../agent/agent-client.js';
import { Draining } from '../common/draining.js';
import { ConfigLayers } from '../config/live/config-layers.js';
import { ConfigReloader } from '../config/live/config-reloader.js';
import { LiveConfig } from '../config/live-config.js';
import { DurableTraces } from '../trace/durable-traces.js';
import { TraceSpool } from '../trace/trace-spool.js';
import { TraceStore } from '../trace/trace-store.js';

/** Probes come every few seconds: an agent that takes longer is not ready. */
const AGENT_CHECK_MS = 2000;

/** What an ask needs, part by part. */
@Injectable()
export class Readiness {
  private readonly logger = new Logger(Readiness.name);

  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly traces: TraceStore,
    private readonly durable: DurableTraces,
    private readonly spool: TraceSpool,
    private readonly agentClient: AgentClient,
    private readonly liveConfig: LiveConfig,
    private readonly layers: ConfigLayers,
    private readonly reloader: ConfigReloader,
    private readonly logs: AskLogs,
    private readonly draining: Draining,
  ) {}

  /** Up also while the store is down, where records may wait for it: then `detail` says `degraded`. */
  storage(): Promise<HealthIndicatorResult> {
    return this.probe('storage', async () => {
      const works = await this.storeWorks();
      const { records } = this.spool.status;
      return { ...(!works && { detail: 'degraded' }), ...(records > 0 && { spooled: records }) };
    });
  }

  agent(): Promise<HealthIndicatorResult> {
    return this.probe('agent', async () => {
      await this.agentClient.check(AbortSignal.timeout(AGENT_CHECK_MS));
      const gateways = this.agentClient
        .status()
        .gateways.map(({ name, state, ways }) => ({ name, state, ways }));
      return { agent: this.agentClient.name, ...(gateways.length > 0 && { gateways }) };
    });
  }

  /** Of the logs that streams are read from; all other processes' with Redis, else this one's. */
  askLogs(): Promise<HealthIndicatorResult> {
    return this.probe('askLogs', async () => {
      await this.logs.check();
      return {};
    });
  }

  /**
   * Always up, since something is in force; `detail` says `rejected` while newer files are not used for their errors, else
   * `changes ignored` while the files leave no room for all that operators have changed.
   */
  configuration(): Promise<HealthIndicatorResult> {
    const { digest, warnings } = this.liveConfig.current;
    const { outcome, errors } = this.reloader.lastReload;
    const { length: ignoredChanges } = this.layers.ignored;
    const ignored = ignoredChanges > 0 && { detail: 'changes ignored', ignoredChanges };
    const rejected = outcome === 'rejected' && { detail: 'rejected', errors: errors.length };
    return this.probe('configuration', () =>
      Promise.resolve({ digest, warnings: warnings.length, ...ignored, ...rejected }),
    );
  }

  /** Down while the server is being stopped. */
  accepting(): HealthIndicatorResult {
    const indicator = this.indicators.check('accepting');
    return this.draining.begun ? indicator.down() : indicator.up();
  }

  /** @throws AppError `INTERNAL` when it does not, and asks do not go on without it */
  private async storeWorks(): Promise<boolean> {
    try {
      await this.traces.check();
      return true;
    } catch (error) {
      if (await this.durable.spoolTakes()) return false;
      throw error;
    }
  }

  /** Why something is down goes to the log: the answer may be read by anybody. */
  private async probe(
    key: string,
    attempt: () => Promise<Record<string, unknown>>,
  ): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check(key);
    try {
      return indicator.up(await attempt());
    } catch (error) {
      this.logger.warn({ part: key, err: error }, 'not ready');
      return indicator.down();
    }
  }
}
