import { Injectable, type Type, applyDecorators } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';

export interface IntentOptions {
  /** The name a client sends: lower-case letters, digits and `-`. */
  readonly name: string;
  /** One sentence for Swagger. */
  readonly summary: string;
  /** DTO class of `input`, with class-validator and Swagger decorators. */
  readonly input: Type<object>;
  /** DTO class of `output`, for Swagger. */
  readonly output: Type<object>;
  /** An `input` that works as it stands when pasted into Swagger. */
  readonly example: Readonly<Record<string, unknown>>;
}

/** The key under which the registry finds the handlers. */
export const IntentMetadata = DiscoveryService.createDecorator<IntentOptions>();

/** Marks an `IntentHandler`; providing it in any module is all it takes to serve the intent. */
export function Intent(options: IntentOptions): ClassDecorator {
  return applyDecorators(Injectable(), IntentMetadata(options));
}
