import { ApiParam } from '@nestjs/swagger';

/** The intent in the path, for Swagger. */
export function IntentParam(): MethodDecorator {
  return ApiParam({ name: 'intent', description: 'The name of an intent.', example: 'summarize' });
}

/** The flag in the path, for Swagger. */
export function FlagParam(): MethodDecorator {
  return ApiParam({ name: 'key', description: 'The key of a flag.', example: 'review_mode' });
}
