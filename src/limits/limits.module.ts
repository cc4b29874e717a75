import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';

/** Limits stand at the routes that they guard; here is only what the library wants to be told once. */
@Module({
  imports: [ThrottlerModule.forRoot({ throttlers: [{ limit: 60, ttl: 60_000 }], setHeaders: false })],
  exports: [ThrottlerModule],
})
export class LimitsModule {}
