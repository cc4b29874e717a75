import { Module, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { catalogIntentNames } from './catalog/index.js';
import { IntentHandler, type Interpretation, type Preparation } from './intent-handler.js';
import { IntentRegistry } from './intent-registry.js';
import { Intent, type IntentOptions } from './intent.decorator.js';
import { IntentsModule } from './intents.module.js';

class Body {}

const options = (name: string): IntentOptions => ({
  name,
  summary: name,
  input: Body,
  output: Body,
  example: {},
});

abstract class Base extends IntentHandler {
  override prepare(): Preparation {
    return { instructions: '', data: [], local: { kind: 'summarize', text: '', maxSentences: 1 } };
  }

  override interpret(): Interpretation<object> {
    return { answer: '', output: {}, truncated: false };
  }
}

@Intent(options('beta'))
class Beta extends Base {}

@Intent(options('alpha'))
class Alpha extends Base {}

@Intent(options('alpha'))
class OtherAlpha extends Base {}

@Intent(options('Not A Name'))
class BadName extends Base {}

@Intent(options('loner'))
class Loner {}

async function registryOf(...providers: Type[]): Promise<IntentRegistry> {
  @Module({ providers })
  class SomeModule {}
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule, SomeModule],
    providers: [IntentRegistry],
  }).compile();
  await module.init();
  return module.get(IntentRegistry);
}

describe('IntentRegistry', () => {
  it('finds every handler, sorted by name', async () => {
    const registry = await registryOf(Beta, Alpha);
    expect(registry.names()).toEqual(['alpha', 'beta']);
    expect(registry.all().map(({ name }) => name)).toEqual(['alpha', 'beta']);
    expect(registry.get('beta')).toMatchObject({ name: 'beta', options: options('beta') });
    expect(registry.get('beta')?.handler).toBeInstanceOf(Beta);
    expect(registry.get('gamma')).toBeUndefined();
  });

  it('knows no more than the catalogue lists', async () => {
    const module = await Test.createTestingModule({ imports: [IntentsModule] }).compile();
    await module.init();
    expect(module.get(IntentRegistry).names()).toEqual(catalogIntentNames());
    expect(catalogIntentNames()).toEqual(
      expect.arrayContaining(['extract', 'recommend', 'summarize', 'support']),
    );
  });

  it.each([
    [
      'two handlers of one intent',
      [Alpha, OtherAlpha],
      /"alpha" has two handlers: Alpha and OtherAlpha.*Rename one/,
    ],
    ['a name that cannot be used', [BadName], /BadName.*"Not A Name" cannot be used.*lower-case/],
    ['a class that is no handler', [Loner], /Loner.*must extend IntentHandler/],
  ])('does not start with %s, and says what to do', async (_, providers, message) => {
    await expect(registryOf(...providers)).rejects.toThrow(message);
  });
});
