import { Module } from '@nestjs/common';
import { SupportHandler } from './support.handler.js';

@Module({ providers: [SupportHandler] })
export class SupportModule {}
