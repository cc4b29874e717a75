import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AskBodyPipe } from './ask-body.pipe.js';
import { INTENT_MODULES } from './catalog/index.js';
import { IntentRegistry } from './intent-registry.js';

/** What can be asked for. The catalogue's modules are only listed here; nothing else knows them. */
@Module({
  imports: [DiscoveryModule, ...INTENT_MODULES],
  providers: [IntentRegistry, AskBodyPipe],
  exports: [IntentRegistry, AskBodyPipe],
})
export class IntentsModule {}
