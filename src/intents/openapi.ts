import type { Type } from '@nestjs/common';
import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { AskAnswer } from './ask-answer.dto.js';
import { AskEnvelope } from './ask-envelope.dto.js';
import type { IntentRegistry, RegisteredIntent } from './intent-registry.js';

const ASK_PATH = '/v1/mini/ask';
const JSON_TYPE = 'application/json';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Operation = NonNullable<OpenAPIObject['paths'][string]['post']>;
type Schema = Schemas[string];

/** The classes whose schemas {@link describeAsk} refers to: `extraModels` for `SwaggerModule.createDocument`. */
export function askModels(registry: IntentRegistry): Type[] {
  const ofIntents = registry.all().flatMap(({ options }) => [options.input, options.output]);
  return [AskEnvelope, AskAnswer, ...ofIntents];
}

/**
 * Completes the document for `ask`, whose body and answer depend on the intent: one schema an intent,
 * told apart by `intent`, each with an example that works as it stands.
 * @throws Error when the document has no `ask`, or was made without {@link askModels}
 */
export function describeAsk(document: OpenAPIObject, registry: IntentRegistry): void {
  const schemas = document.components?.schemas;
  const operation = document.paths[ASK_PATH]?.post;
  if (schemas?.[AskEnvelope.name] === undefined || operation === undefined) {
    throw new Error(`describeAsk needs POST ${ASK_PATH} in the document, and askModels() as its extraModels`);
  }
  const intents = registry.all();
  for (const intent of intents) schemas[bodyName(intent)] = bodySchema(intent, schemas);
  describeRequest(operation, intents);
  describeAnswer(operation, schemas, intents);
}

function bodyName({ name }: RegisteredIntent): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Ask`;
}

/** The envelope with the intent fixed and its own input. */
function bodySchema({ name, options }: RegisteredIntent, schemas: Schemas): Schema {
  const envelope = schemas[AskEnvelope.name];
  if (envelope === undefined || '$ref' in envelope) throw new Error('AskEnvelope has no schema');
  return {
    ...envelope,
    additionalProperties: false,
    description: options.summary,
    properties: {
      ...envelope.properties,
      intent: { type: 'string', enum: [name] },
      input: { $ref: getSchemaPath(options.input) },
    },
  };
}

function describeRequest(operation: Operation, intents: readonly RegisteredIntent[]): void {
  const references = intents.map((intent) => [intent.name, getSchemaPath(bodyName(intent))] as const);
  const examples = intents.map(({ name, options }) => [
    name,
    { summary: options.summary, value: { intent: name, input: options.example } },
  ]);
  operation.requestBody = {
    required: true,
    content: {
      [JSON_TYPE]: {
        schema: {
          oneOf: references.map(([, $ref]) => ({ $ref })),
          discriminator: { propertyName: 'intent', mapping: Object.fromEntries(references) },
        },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

function describeAnswer(operation: Operation, schemas: Schemas, intents: readonly RegisteredIntent[]): void {
  const answer = schemas[AskAnswer.name];
  if (answer === undefined || '$ref' in answer) throw new Error('AskAnswer has no schema');
  const output = intents.map(({ options }) => ({ $ref: getSchemaPath(options.output) }));
  answer.properties = {
    ...answer.properties,
    output: { oneOf: output, nullable: true, description: 'As the intent has it; null while the ask runs.' },
  };
  const content = { [JSON_TYPE]: { schema: { $ref: getSchemaPath(AskAnswer) } } };
  operation.responses = {
    ...operation.responses,
    200: { description: 'The answer', content },
    202: { description: 'Still running: look at `next`', content },
  };
}
