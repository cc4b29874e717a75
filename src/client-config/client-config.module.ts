import { Module } from '@nestjs/common';
import { IntentsModule } from '../intents/intents.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { QuotasModule } from '../limits/quotas/quotas.module.js';
import { ClientConfigController } from './client-config.controller.js';
import { OfrepController } from './ofrep/ofrep.controller.js';
import { ClientConfigs } from './client-configs.js';

@Module({
  imports: [IntentsModule, LimitsModule, QuotasModule],
  controllers: [ClientConfigController, OfrepController],
  providers: [ClientConfigs],
})
export class ClientConfigModule {}
