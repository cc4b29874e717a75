export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export type SamplerName = (typeof SAMPLERS)[number];

/** How steps are told, and to whom. */
export interface TracingOptions {
  /** Of the process: `service.name` and the like. */
  readonly resource: Readonly<Record<string, string>>;
  /** Which requests are told; `ratio` counts for the samplers that have it in their name. */
  readonly sampler: { readonly name: SamplerName; readonly ratio: number };
  readonly exporter: ExporterOptions;
  readonly batch: {
    /** Milliseconds that a step waits at most for others to be sent with it. */
    readonly delayMs: number;
    readonly exportTimeoutMs: number;
    /** Steps that are kept until they are sent; more are dropped. */
    readonly queueSize: number;
    /** Steps that are sent at once. */
    readonly batchSize: number;
  };
}

export interface ExporterOptions {
  readonly protocol: 'http/protobuf' | 'http/json';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds for one batch, with all its tries. */
  readonly timeoutMs: number;
  readonly compression: 'gzip' | 'none';
  /** PEM texts. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}
