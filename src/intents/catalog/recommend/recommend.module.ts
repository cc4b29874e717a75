import { Module } from '@nestjs/common';
import { RecommendHandler } from './recommend.handler.js';

@Module({ providers: [RecommendHandler] })
export class RecommendModule {}
