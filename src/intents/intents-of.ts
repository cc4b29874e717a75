import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { IntentMetadata, type IntentOptions } from './intent.decorator.js';

/** The intents whose handlers a module's decorator lists, read without starting anything. */
export function intentsOf(module: Type): IntentOptions[] {
  const providers: unknown = Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module);
  if (!Array.isArray(providers)) return [];
  return providers.flatMap((provider: unknown) => {
    if (typeof provider !== 'function') return [];
    const options: IntentOptions | undefined = Reflect.getMetadata(IntentMetadata.KEY, provider);
    return options === undefined ? [] : [options];
  });
}
