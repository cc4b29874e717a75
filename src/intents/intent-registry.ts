import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { IntentHandler } from './intent-handler.js';
import { IntentMetadata, type IntentOptions } from './intent.decorator.js';

export interface RegisteredIntent {
  readonly name: string;
  readonly options: IntentOptions;
  readonly handler: IntentHandler;
}

const NAME = /^[a-z][a-z0-9-]{0,31}$/;

/** All intents that some module provides a handler for. A fault among them keeps the server from starting. */
@Injectable()
export class IntentRegistry implements OnModuleInit {
  private found: ReadonlyMap<string, RegisteredIntent> | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.found = this.discover();
  }

  get(name: string): RegisteredIntent | undefined {
    return this.intents.get(name);
  }

  /** Sorted, so that what is shown does not depend on the order of modules. */
  names(): readonly string[] {
    return [...this.intents.keys()];
  }

  /** In the order of their names. */
  all(): readonly RegisteredIntent[] {
    return [...this.intents.values()];
  }

  /** Other modules may ask while they are being initialised, in whatever order that happens. */
  private get intents(): ReadonlyMap<string, RegisteredIntent> {
    this.found ??= this.discover();
    return this.found;
  }

  private discover(): ReadonlyMap<string, RegisteredIntent> {
    const found = new Map<string, RegisteredIntent>();
    for (const wrapper of this.discovery.getProviders({ metadataKey: IntentMetadata.KEY })) {
      const options = this.discovery.getMetadataByDecorator(IntentMetadata, wrapper);
      const instance: unknown = wrapper.instance;
      if (options === undefined) continue;
      const intent = checked(options, instance, String(wrapper.name));
      const other = found.get(intent.name);
      if (other?.handler === intent.handler) continue;
      if (other !== undefined) throw duplicate(intent, other);
      found.set(intent.name, intent);
    }
    return new Map([...found].toSorted(([one], [two]) => (one < two ? -1 : 1)));
  }
}

function checked(options: IntentOptions, handler: unknown, className: string): RegisteredIntent {
  const { name } = options;
  if (!NAME.test(name)) {
    throw new Error(
      `@Intent on ${className}: the name ${JSON.stringify(name)} cannot be used. ` +
        'Use lower-case letters, digits and "-", begin with a letter, at most 32 characters.',
    );
  }
  if (!(handler instanceof IntentHandler)) {
    throw new Error(
      `@Intent("${name}") on ${className}: the class must extend IntentHandler, ` +
        'so that it has prepare() and interpret(). Write "class … extends IntentHandler<Input, Output>".',
    );
  }
  return { name, options, handler };
}

function duplicate(intent: RegisteredIntent, other: RegisteredIntent): Error {
  const [one, two] = [other.handler.constructor.name, intent.handler.constructor.name];
  const handlers = one === two ? `${one} is provided by two modules` : `${one} and ${two} both serve it`;
  return new Error(
    `The intent "${intent.name}" has two handlers: ${handlers}. ` +
      'Rename one in its @Intent, or provide the handler in one module only and import that module elsewhere.',
  );
}
