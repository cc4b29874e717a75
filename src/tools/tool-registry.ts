import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { z } from 'zod';
import type { ToolOffer } from '../agent/agent-client.js';
import { ToolHandler } from './tool-handler.js';
import { ToolMetadata, type ToolOptions } from './tool.decorator.js';

export interface RegisteredTool {
  readonly options: ToolOptions;
  readonly handler: ToolHandler;
  readonly offer: ToolOffer;
}

/** A profile's tools, by who runs them. */
export interface ToolSplit {
  /** Ours, as they are offered to the model. */
  readonly offers: readonly ToolOffer[];
  /** Names of the agent's own tools. */
  readonly agentTools: readonly string[];
}

const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** All tools of ours that some module provides. A fault among them keeps the server from starting. */
@Injectable()
export class ToolRegistry implements OnModuleInit {
  private tools: ReadonlyMap<string, RegisteredTool> = new Map();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const tools = new Map<string, RegisteredTool>();
    for (const wrapper of this.discovery.getProviders({ metadataKey: ToolMetadata.KEY })) {
      const options = this.discovery.getMetadataByDecorator(ToolMetadata, wrapper);
      if (options === undefined) continue;
      const handler: unknown = wrapper.instance;
      const tool = checked(options, handler, String(wrapper.name));
      const other = tools.get(options.name);
      if (other !== undefined && other.handler !== handler) throw duplicate(options.name);
      tools.set(options.name, tool);
    }
    this.tools = tools;
  }

  get(name: string): RegisteredTool | undefined {
    return this.tools.get(name);
  }

  split(names: readonly string[]): ToolSplit {
    const ours = names.flatMap((name) => this.tools.get(name) ?? []);
    return {
      offers: ours.map(({ offer }) => offer),
      agentTools: names.filter((name) => !this.tools.has(name)),
    };
  }
}

function checked(options: ToolOptions, handler: unknown, className: string): RegisteredTool {
  const { name, description, input } = options;
  if (!NAME.test(name)) {
    throw new Error(
      `@Tool on ${className}: the name ${JSON.stringify(name)} cannot be used. ` +
        'Use lower-case letters, digits and "_", begin with a letter, at most 64 characters.',
    );
  }
  if (!(handler instanceof ToolHandler)) {
    throw new Error(
      `@Tool("${name}") on ${className}: the class must extend ToolHandler, so that it has run().`,
    );
  }
  const { $schema: _, ...parameters } = z.toJSONSchema(input, { io: 'input' });
  return { options, handler, offer: { name, description, parameters } };
}

function duplicate(name: string): Error {
  return new Error(`The tool "${name}" has two handlers. Rename one in its @Tool.`);
}
