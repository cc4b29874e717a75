import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';
import type { Draft } from '../request.ts';

const ID = 'https://fuzz.invalid/openapi';
const MAX_FAULTS = 3;

const Media = z.record(z.string(), z.unknown());
const Document = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({ responses: z.record(z.string(), z.object({ content: Media.default({}) })) }),
    ),
  ),
});

/** What an OpenAPI document says of the bodies that answer its calls. */
export class ResponseSchemas {
  private readonly ajv = new Ajv.default({ strict: false, allErrors: true });
  private readonly document: z.output<typeof Document>;
  /** Those with fewer parameters first: they win in routing too. */
  private readonly templates: readonly string[];

  /** @throws ZodError when it is no OpenAPI document */
  constructor(json: unknown) {
    addFormats.default(this.ajv);
    this.document = Document.parse(json);
    this.ajv.addSchema({ $id: ID, ...Document.parse(withoutNullable(this.document)) });
    this.templates = Object.keys(this.document.paths).toSorted((a, b) => parameters(a) - parameters(b));
  }

  /** What is wrong with the JSON that succeeded; nothing is of a call that the document does not tell of. */
  faultsOf({ method, target }: Pick<Draft, 'method' | 'target'>, status: number, body: unknown): string[] {
    const [path = ''] = target.split('?', 1);
    const template = this.templates.find((each) => fits(path, each));
    const name = method.toLowerCase();
    // The routes of methods are told apart by capital letters.
    if (template === undefined || method !== name.toUpperCase()) return [];
    const responses = this.document.paths[template]?.[name]?.responses;
    if (responses === undefined) return [];
    const call = `${method} ${template}`;
    if (responses[status]?.content['application/json'] === undefined) {
      return [`JSON with status ${status} is not documented for ${call}`];
    }
    const validate = this.validatorOf(['paths', template, name, 'responses', String(status), 'content', 'application/json', 'schema']); // prettier-ignore
    if (validate(body)) return [];
    return (validate.errors ?? [])
      .slice(0, MAX_FAULTS)
      .map(({ instancePath, message }) => `${call}, ${status}: ${instancePath || 'the body'} ${message}`);
  }

  private validatorOf(steps: readonly string[]): ValidateFunction {
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')));
    const $ref = `${ID}#/${pointer.join('/')}`;
    return this.ajv.getSchema($ref) ?? this.ajv.compile({ $ref });
  }
}

/** JSON schema has no `nullable`, and what ajv knows of it does not go with `$ref` and `enum`. */
function withoutNullable(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutNullable);
  if (typeof node !== 'object' || node === null) return node;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withoutNullable(value)]),
  );
  if (nullable === true) return { anyOf: [{ type: 'null' }, rest] };
  return nullable === undefined ? rest : { ...rest, nullable };
}

function parameters(template: string): number {
  return template.split('{').length - 1;
}

function fits(path: string, template: string): boolean {
  const [parts, wanted] = [path.split('/'), template.split('/')];
  if (parts.length !== wanted.length) return false;
  return wanted.every((each, at) => (each.startsWith('{') ? parts[at] !== '' : parts[at] === each));
}
