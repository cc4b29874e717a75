import { join } from 'node:path';
import type { FactoryProvider } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { Settings } from '../../../config/settings.js';
import { KnowledgeBase } from './knowledge-base.js';

/** `KnowledgeBase` of `<configDir>/knowledge`, read once at start; a folder that cannot be used stops the start. */
export const knowledgeProvider: FactoryProvider<KnowledgeBase> = {
  provide: KnowledgeBase,
  inject: [ConfigService],
  useFactory: (config: ConfigService<Settings, true>) =>
    KnowledgeBase.load(join(config.get('configDir', { infer: true }), 'knowledge')),
};
