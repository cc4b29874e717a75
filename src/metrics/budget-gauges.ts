import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { LiveConfig } from '../config/live-config.js';
import { type Budget, Quotas } from '../limits/quotas/quotas.js';
import { MetricsRegistry } from './metrics-registry.js';

/** What Prometheus learns of the tokens of all users together; nothing where these are not limited. */
@Injectable()
export class BudgetGauges {
  readonly gauges: readonly Gauge[];

  constructor({ registry }: MetricsRegistry, quotas: Quotas, config: LiveConfig) {
    const gauge = (name: string, help: string, value: (budget: Budget) => number): Gauge =>
      new Gauge({
        name,
        help,
        labelNames: ['environment'],
        registers: [registry],
        async collect() {
          this.reset();
          const { environment } = config.current;
          // A scrape must not fail because nobody knows: then there is no value.
          const budget = await quotas.budget(environment).catch(() => undefined);
          if (budget !== undefined) this.set({ environment: environment.name }, value(budget));
        },
      });
    this.gauges = [
      gauge('miniask_budget_tokens_used', 'Tokens that are used or reserved today', ({ used }) => used),
      gauge('miniask_budget_tokens_limit', 'Tokens that may be used in a day', ({ limit }) => limit),
    ];
  }
}
