import { Controller, Module, Post } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Test } from '@nestjs/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { AskBodyPipe } from './ask-body.pipe.js';
import { IntentRegistry } from './intent-registry.js';
import { IntentsModule } from './intents.module.js';
import { askModels, describeAsk } from './openapi.js';

@Controller('v1/mini')
class SomeAsksController {
  @Post('ask')
  ask(): string {
    return '';
  }
}

@Module({ imports: [IntentsModule], controllers: [SomeAsksController] })
class SomeModule {}

let document: OpenAPIObject;
let bare: OpenAPIObject;
let registry: IntentRegistry;
let pipe: AskBodyPipe;

beforeAll(async () => {
  const module = await Test.createTestingModule({ imports: [SomeModule] }).compile();
  const app = module.createNestApplication(new FastifyAdapter());
  await app.init();
  registry = app.get(IntentRegistry);
  pipe = app.get(AskBodyPipe);
  const config = new DocumentBuilder().build();
  bare = SwaggerModule.createDocument(app, config);
  document = SwaggerModule.createDocument(app, config, { extraModels: askModels(registry) });
  describeAsk(document, registry);
  await app.close();
});

/** A part of the document, by its keys; throws where there is none. */
function at(...keys: readonly string[]): object {
  return keys.reduce<object>((part, key) => {
    const next: unknown = Reflect.get(part, key);
    if (typeof next !== 'object' || next === null) throw new Error(`nothing at ${keys.join(' → ')}`);
    return next;
  }, document);
}

const ASK = ['paths', '/v1/mini/ask', 'post'] as const;
const BODY = [...ASK, 'requestBody', 'content', 'application/json'] as const;

const references = (part: object): unknown[] =>
  JSON.stringify(part).match(/#\/components\/schemas\/\w+/g) ?? [];

describe('describeAsk', () => {
  it('offers the body of every intent, told apart by the intent', () => {
    const mapping = at(...BODY, 'schema', 'discriminator', 'mapping');
    expect(Object.keys(mapping)).toEqual(registry.names());
    expect(Reflect.get(at(...BODY, 'schema', 'discriminator'), 'propertyName')).toBe('intent');
    expect(at(...BODY, 'schema', 'oneOf')).toEqual(Object.values(mapping).map(($ref) => ({ $ref })));
  });

  it('fixes the intent and describes its input in each body', () => {
    expect(at('components', 'schemas', 'SummarizeAsk')).toMatchObject({
      required: ['intent', 'input'],
      additionalProperties: false,
      properties: {
        intent: { type: 'string', enum: ['summarize'] },
        input: { $ref: '#/components/schemas/SummarizeInput' },
        traceId: { type: 'string' },
        stream: { type: 'boolean' },
      },
    });
    expect(at('components', 'schemas', 'SummarizeInput')).toMatchObject({
      required: ['text'],
      properties: {
        text: { type: 'string', minLength: 1, maxLength: 8000 },
        maxBullets: { type: 'integer', minimum: 1, maximum: 10, default: 5 },
      },
    });
  });

  it('has an example of every intent that is taken as it stands', () => {
    const examples = at(...BODY, 'examples');
    expect(Object.keys(examples)).toEqual(registry.names());
    for (const [name, example] of Object.entries<object>(Object(examples))) {
      expect(pipe.transform(Reflect.get(example, 'value')).intent.name).toBe(name);
    }
  });

  it('offers the output of every intent in both answers', () => {
    const outputs = registry
      .all()
      .map(({ options }) => ({ $ref: `#/components/schemas/${options.output.name}` }));
    expect(at('components', 'schemas', 'AskAnswer', 'properties', 'output', 'oneOf')).toEqual(outputs);
    for (const status of ['200', '202']) {
      expect(references(at(...ASK, 'responses', status))).toEqual(['#/components/schemas/AskAnswer']);
    }
  });

  it('refers to nothing that is not there', () => {
    const names = Object.keys(at('components', 'schemas'));
    for (const reference of references(document)) {
      expect(names).toContain(String(reference).replace('#/components/schemas/', ''));
    }
  });

  it('says what it needs when that is missing', () => {
    expect(() => describeAsk(bare, registry)).toThrow(/askModels\(\) as its extraModels/);
  });
});
