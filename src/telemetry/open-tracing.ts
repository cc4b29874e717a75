import type { Clock } from '../common/clock.js';
import { NO_TRACING, type Tracing } from './tracing.js';
import type { TracingOptions } from './tracing-options.js';

/** Only whoever wants to be traced pays for the SDK: its modules are loaded here, or never. */
export async function openTracing(options: TracingOptions | undefined, clock: Clock): Promise<Tracing> {
  if (options === undefined) return NO_TRACING;
  const { OtelTracing } = await import('./otel/otel-tracing.js');
  return OtelTracing.open(options, clock);
}
