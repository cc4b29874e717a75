import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { z } from 'zod';
import { listen, stop } from './listen.js';

const Value = z.object({
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  intValue: z.coerce.number().optional(),
  doubleValue: z.number().optional(),
  arrayValue: z.object({ values: z.array(z.object({ stringValue: z.string() })) }).optional(),
});
const Attributes = z
  .array(z.object({ key: z.string(), value: Value }))
  .transform((pairs) => Object.fromEntries(pairs.map(({ key, value }) => [key, plain(value)])));
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string().transform(BigInt),
  endTimeUnixNano: z.string().transform(BigInt),
  attributes: Attributes,
  events: z.array(z.object({ name: z.string() })).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().default(0), message: z.string().optional() }).default({ code: 0 }),
});
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: Attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});

export type CollectedSpan = z.output<typeof Span>;

function plain({ stringValue, boolValue, intValue, doubleValue, arrayValue }: z.output<typeof Value>) {
  const list = arrayValue?.values.map((item) => item.stringValue);
  return stringValue ?? boolValue ?? intValue ?? doubleValue ?? list;
}

/** Takes spans as an OpenTelemetry collector does: OTLP over HTTP, of which it reads the JSON. */
export class FakeCollector {
  /** All that came, as it came. */
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: Buffer }[] = [];
  readonly resources: Record<string, unknown>[] = [];
  readonly spans: CollectedSpan[] = [];
  /** What becomes of each request; `hang` answers none. */
  answer: number | 'hang' = 200;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakeCollector> {
    const server = createServer();
    const collector = new FakeCollector(server, await listen(server));
    server.on('request', (request, response) => {
      collector.take(request, response).catch(() => response.destroy());
    });
    return collector;
  }

  /** The variables that make a server tell this collector. */
  get env(): Readonly<Record<string, string>> {
    return { OTEL_EXPORTER_OTLP_ENDPOINT: this.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  }

  /** Everything that was told, as one text. */
  get text(): string {
    return this.requests.map(({ body }) => body.toString()).join('\n');
  }

  named(name: string): CollectedSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** @throws Error unless there is exactly one */
  the(name: string): CollectedSpan {
    const [span, ...others] = this.named(name);
    if (span === undefined || others.length > 0)
      throw new Error(`there is not one ${name} in ${this.spans.map((each) => each.name).join(', ')}`);
    return span;
  }

  /** Names of the spans that are a part of that one. */
  within({ spanId }: CollectedSpan): string[] {
    return this.spans.filter((span) => span.parentSpanId === spanId).map(({ name }) => name);
  }

  stop(): Promise<void> {
    return stop(this.server);
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    this.requests.push({ headers: request.headers, body });
    if (this.answer === 'hang') return;
    if (this.answer === 200 && request.headers['content-type'] === 'application/json') this.read(body);
    response.writeHead(this.answer, { 'content-type': 'application/json' }).end('{}');
  }

  private read(body: Buffer): void {
    for (const { resource, scopeSpans } of Export.parse(JSON.parse(body.toString())).resourceSpans) {
      this.resources.push(resource.attributes);
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
  }
}
