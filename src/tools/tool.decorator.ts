import { Injectable, applyDecorators } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { z } from 'zod';

export interface ToolOptions {
  /** As profiles name it: lower-case letters, digits and `_`. */
  readonly name: string;
  /** Tells the model what the tool is good for and when to use it; it reads nothing else. */
  readonly description: string;
  /** What the model must say, as a strict object; the descriptions of its fields are shown to the model. */
  readonly input: z.ZodObject;
  /** It looks something up, and changes nothing anywhere: a replay may run it. Default false. */
  readonly readOnly?: boolean;
  /** Milliseconds that it may take. */
  readonly timeoutMs?: number;
}

/** The key under which the registry finds the tools. */
export const ToolMetadata = DiscoveryService.createDecorator<ToolOptions>();

/** Marks a `ToolHandler`; profiles may name it when its module is one of `TOOL_MODULES`. */
export function Tool(options: ToolOptions): ClassDecorator {
  return applyDecorators(Injectable(), ToolMetadata(options));
}
