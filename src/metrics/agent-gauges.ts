import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { AgentClient, type GatewayStatus } from '../agent/agent-client.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What Prometheus learns of the gateways, read at the moment of the scrape. */
@Injectable()
export class AgentGauges {
  readonly gauges: readonly Gauge[];

  constructor({ registry }: MetricsRegistry, agent: AgentClient) {
    const registers = [registry];
    const ofEach = (name: string, help: string, value: (gateway: GatewayStatus) => number): Gauge =>
      new Gauge({
        name,
        help,
        labelNames: ['gateway'],
        registers,
        collect() {
          this.reset();
          for (const gateway of agent.status().gateways) this.set({ gateway: gateway.name }, value(gateway));
        },
      });
    this.gauges = [
      ofEach('miniask_gateway_ready', '1 when the gateway takes runs', ({ state }) =>
        Number(state === 'ready'),
      ),
      ofEach('miniask_gateway_running', 'Runs that go on now', ({ running }) => running),
      ofEach(
        'miniask_gateway_broken_models',
        'Models that keep failing there',
        ({ broken }) => broken.length,
      ),
      new Gauge({
        name: 'miniask_runs_waiting',
        help: 'Runs that wait for a free place on a gateway',
        registers,
        collect() {
          this.set(agent.status().waiting);
        },
      }),
    ];
  }
}
