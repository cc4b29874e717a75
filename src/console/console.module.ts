import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { CONSOLE_DIR, ConsoleFiles } from './console-files.js';
import { ConsoleController } from './console.controller.js';

/** Serves the operators' console at `/console`. */
@Module({
  controllers: [ConsoleController],
  providers: [{ provide: ConsoleFiles, useFactory: () => new ConsoleFiles(CONSOLE_DIR) }],
})
export class ConsoleModule implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost<FastifyAdapter>,
    private readonly files: ConsoleFiles,
  ) {}

  onModuleInit(): void {
    this.files.register(this.adapterHost.httpAdapter.getInstance());
  }
}
