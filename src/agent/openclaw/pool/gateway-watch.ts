import { Logger } from '@nestjs/common';
import type { CancelTimer, Clock } from '../../../common/clock.js';
import type { Finding, Gateway } from './gateway.js';
import type { GatewayPool } from './gateway-pool.js';
import { probe } from './probe.js';

/** Milliseconds between two looks at a gateway that is well, and at one that is not. */
const WELL_MS = 10_000;
const UNWELL_MS = 2_000;

/** Probes every gateway again and again, so that runs find out neither about death nor about recovery. */
export class GatewayWatch {
  private readonly logger = new Logger('OpenClaw');
  private readonly timers = new Map<Gateway, CancelTimer>();
  private readonly looks = new Map<Gateway, Promise<Finding>>();
  private stopped = false;

  constructor(
    private readonly pool: GatewayPool,
    private readonly clock: Clock,
  ) {}

  /** Resolves when every gateway has been looked at once. */
  async start(): Promise<void> {
    await Promise.all(this.pool.gateways.map((gateway) => this.look(gateway)));
  }

  stop(): void {
    this.stopped = true;
    for (const cancel of this.timers.values()) cancel();
  }

  /** Looks now, and from then on in turn. Whoever asks while a look is under way shares it. */
  look(gateway: Gateway): Promise<Finding> {
    const under = this.looks.get(gateway) ?? this.lookOnce(gateway).finally(() => this.looks.delete(gateway));
    this.looks.set(gateway, under);
    return under;
  }

  private async lookOnce(gateway: Gateway): Promise<Finding> {
    this.timers.get(gateway)?.();
    const finding = await probe(gateway.link, this.clock);
    if (this.stopped) return finding;
    if (gateway.learn(finding)) this.tell(gateway);
    // Not only when it is well: those who waited for it may now be served by gateways of its rank.
    this.pool.admit();
    const wait = finding.state === 'ready' ? WELL_MS : UNWELL_MS;
    this.timers.set(
      gateway,
      this.clock.after(wait, () => void this.look(gateway)),
    );
    return finding;
  }

  private tell({ status }: Gateway): void {
    const { name, state, ways, plugin } = status;
    const line = { gateway: name, state, ways, ...(plugin !== undefined && { plugin }) };
    if (state === 'ready') this.logger.log(line, 'gateway is ready');
    else this.logger.warn(line, 'gateway takes no runs');
  }
}
