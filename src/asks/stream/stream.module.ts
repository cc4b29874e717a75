import { Module } from '@nestjs/common';
import { Heartbeats } from './heartbeats.js';

/** What every stream of events needs, whatever it tells. */
@Module({ providers: [Heartbeats], exports: [Heartbeats] })
export class StreamModule {}
