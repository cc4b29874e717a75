import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TOOL_MODULES } from './catalog/index.js';
import { ToolRegistry } from './tool-registry.js';
import { ToolRunner } from './tool-runner.js';

/** What models may ask us to do. The catalogue's modules are only listed here; nothing else knows them. */
@Module({
  imports: [DiscoveryModule, ...TOOL_MODULES],
  providers: [ToolRegistry, ToolRunner],
  exports: [ToolRegistry, ToolRunner],
})
export class ToolsModule {}
