import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { ToolMetadata, type ToolOptions } from './tool.decorator.js';

/** The tools whose handlers a module's decorator lists, read without starting anything. */
export function toolsOf(module: Type): ToolOptions[] {
  const providers: unknown = Reflect.getMetadata(MODULE_METADATA.PROVIDERS, module);
  if (!Array.isArray(providers)) return [];
  return providers.flatMap((provider: unknown) => {
    if (typeof provider !== 'function') return [];
    const options: ToolOptions | undefined = Reflect.getMetadata(ToolMetadata.KEY, provider);
    return options === undefined ? [] : [options];
  });
}
