import { Module } from '@nestjs/common';
import { SummarizeHandler } from './summarize.handler.js';

@Module({ providers: [SummarizeHandler] })
export class SummarizeModule {}
