import { type Attributes as OtelAttributes, type Span as ApiSpan, SpanStatusCode } from '@opentelemetry/api';
import type { Attributes, Failure, Span } from '../span.js';

/** A span of the SDK, as the rest of the server knows it. */
export class OtelSpan implements Span {
  constructor(readonly inner: ApiSpan) {}

  get traceId(): string {
    return this.inner.spanContext().traceId;
  }

  get spanId(): string {
    return this.inner.spanContext().spanId;
  }

  set(attributes: Attributes): void {
    this.inner.setAttributes(toOtel(attributes));
  }

  event(name: string): void {
    this.inner.addEvent(name);
  }

  link(other: Span): void {
    if (other instanceof OtelSpan) this.inner.addLink({ context: other.inner.spanContext() });
  }

  fail({ code, reason }: Failure): void {
    this.set({ 'error.type': code, 'miniask.error.reason': reason });
    this.inner.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    this.inner.end();
  }
}

/** Without what is not known. */
export function toOtel(attributes: Attributes): OtelAttributes {
  const known: OtelAttributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    known[name] = typeof value === 'object' ? [...value] : value;
  }
  return known;
}
