import { ApiProperty } from '@nestjs/swagger';
import type { AgentClient, GatewayStatus, Way } from '../../agent/agent-client.js';

class PluginVersion {
  @ApiProperty({ description: "The plugin's own.", example: '0.1.0' })
  readonly version: string;

  @ApiProperty({ description: "The gateway's.", example: '2026.9.6' })
  readonly openclaw: string;
}

/** One gateway, without its address. */
export class GatewayView implements GatewayStatus {
  @ApiProperty({ description: 'By its place in OPENCLAW_URL.', example: 'gateway-1' })
  readonly name: string;

  @ApiProperty({ enum: ['unknown', 'ready', 'draining', 'unreachable', 'refused'] })
  readonly state: GatewayStatus['state'];

  @ApiProperty({
    type: [String],
    description: 'How it can be asked: `lean`, `public` and `agent` need the plugin, `chat` is always there.',
    example: ['lean', 'public', 'agent', 'chat'],
  })
  readonly ways: readonly Way[];

  @ApiProperty({ required: false, type: PluginVersion, description: 'Absent without the plugin.' })
  readonly plugin?: PluginVersion;

  @ApiProperty({ description: 'Runs that go on now.' })
  readonly running: number;

  @ApiProperty({ type: [String], description: 'Models that kept failing and are left alone for a while.' })
  readonly broken: readonly string[];
}

export class AgentView {
  @ApiProperty({ enum: ['openclaw', 'local'] })
  readonly agent: AgentClient['name'];

  @ApiProperty({ type: [GatewayView], description: 'Empty for the local agent.' })
  readonly gateways: readonly GatewayView[];

  @ApiProperty({ description: 'Runs that wait for a free place.' })
  readonly waiting: number;
}

export function agentViewOf(agent: AgentClient): AgentView {
  return { agent: agent.name, ...agent.status() };
}
