import { Module } from '@nestjs/common';
import { ExtractHandler } from './extract.handler.js';

@Module({ providers: [ExtractHandler] })
export class ExtractModule {}
