import { z } from 'zod';

/** The parts of a JSON schema (as OpenAPI 3.0 has them) that say which values there are. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | undefined;
  readonly nullable?: boolean | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly example?: unknown;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly items?: Schema | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
}

const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.string().optional(),
    nullable: z.boolean().optional(),
    enum: z.array(z.unknown()).optional(),
    example: z.unknown().optional(),
    pattern: z.string().optional(),
    format: z.string().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    items: Schema.optional(),
    properties: z.record(z.string(), Schema).optional(),
    required: z.array(z.string()).optional(),
    oneOf: z.array(Schema).optional(),
    anyOf: z.array(Schema).optional(),
    allOf: z.array(Schema).optional(),
  }),
);

const Parameter = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header', 'cookie']),
  required: z.boolean().default(false),
  schema: Schema.default({}),
});

const Body = z.object({
  content: z.record(
    z.string(),
    z.object({
      schema: Schema.default({}),
      examples: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
    }),
  ),
});

const Document = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ parameters: z.array(Parameter).default([]), requestBody: Body.optional() }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});

export type Parameter = z.infer<typeof Parameter>;

/** One call of the API. */
export interface Operation {
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly examples: readonly unknown[] } | undefined;
}

export interface Api {
  readonly operations: readonly Operation[];
  /** By the name that a `$ref` ends with. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** Every operation of an OpenAPI document. @throws ZodError when it is none */
export function readApi(json: unknown): Api {
  const { paths, components } = Document.parse(json);
  const operations = Object.entries(paths).flatMap(([path, its]) =>
    Object.entries(its).map(([method, { parameters, requestBody }]): Operation => {
      const content = Object.values(requestBody?.content ?? {})[0];
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        body: content && {
          schema: content.schema,
          examples: Object.values(content.examples).map(({ value }) => value),
        },
      };
    }),
  );
  return { operations, schemas: components.schemas };
}
