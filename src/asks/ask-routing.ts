import { Injectable } from '@nestjs/common';
import { Flags } from '../flags/flags.js';
import { type RoutingQuestion, routingOf } from '../profiles/router.js';
import { Tracing } from '../telemetry/tracing.js';
import type { RequestContext } from '../trace/request-context.js';
import type { RoutedAsk } from '../trace/routed-ask.js';
import { routeAttributes } from './ask-attributes.js';

/**
 * Looks once for each request who is to serve its ask, whoever wants to know: what it is limited and refused by, what it
 * begins with and what its trace tells are one evaluation.
 */
@Injectable()
export class AskRouting {
  constructor(
    private readonly flags: Flags,
    private readonly tracing: Tracing,
  ) {}

  /** Refuses nothing, and never rejects. */
  async of(context: RequestContext, asked: Omit<RoutingQuestion, 'flags'>): Promise<RoutedAsk> {
    context.routed ??= await this.look(context, asked);
    return context.routed;
  }

  private look(context: RequestContext, asked: Omit<RoutingQuestion, 'flags'>): Promise<RoutedAsk> {
    const { snapshot, trace } = context;
    const { intent, hint } = asked;
    return this.tracing.span('miniask.route', async (span) => {
      const flags = await this.flags.ofAsk(snapshot, asked);
      context.flags = flags;
      if (flags.length > 0) trace.flags = flags;
      const routing = routingOf(snapshot, { ...asked, flags });
      span.set(routeAttributes(intent, routing, flags));
      return { intent, hint, flags, routing };
    });
  }
}
