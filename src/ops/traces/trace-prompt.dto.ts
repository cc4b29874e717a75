import { ApiProperty } from '@nestjs/swagger';
import type { ChatMessage } from '../../agent/agent-client.js';
import type { ModelTarget, OutputLimits, Profile } from '../../config/snapshot.js';

/** The profile that answered, as it was at that time. */
class PromptProfile {
  @ApiProperty({ example: 'summarize_v1' })
  readonly name: string;

  @ApiProperty({ description: 'SHA-256 of what the profile says.' })
  readonly digest: string;

  @ApiProperty({ description: "The model's alias.", example: 'fast' })
  readonly model: string;

  @ApiProperty()
  readonly systemPrompt: string;

  @ApiProperty({ description: 'Tokens.' })
  readonly maxTokens: number;

  @ApiProperty({ required: false })
  readonly temperature?: number;

  @ApiProperty({ required: false })
  readonly topP?: number;

  @ApiProperty({ description: 'Milliseconds.' })
  readonly deadlineMs: number;

  @ApiProperty({ required: false, description: 'Milliseconds.' })
  readonly hedgeMs?: number;

  @ApiProperty({ type: [String] })
  readonly tools: readonly string[];

  @ApiProperty({ type: String, nullable: true })
  readonly fallback: string | null;

  @ApiProperty({ description: 'Seconds; 0 is never.' })
  readonly cacheTtlS: number;

  @ApiProperty({ type: Object, example: { maxChars: 20_000 } })
  readonly output: OutputLimits;

  @ApiProperty({ type: Object, example: { owner: 'search' } })
  readonly labels: Profile['labels'];
}

/** The model of that profile, as it was at that time. */
class PromptModel implements Omit<ModelTarget, 'maxConcurrent'> {
  @ApiProperty({ example: 'fast' })
  readonly alias: string;

  @ApiProperty({ description: 'The OpenClaw agent.', example: 'fast' })
  readonly agent: string;

  @ApiProperty({ required: false, example: 'deepseek/deepseek-chat' })
  readonly model?: string;

  @ApiProperty({ description: 'Milliseconds.' })
  readonly firstContentMs: number;

  @ApiProperty({ description: 'Milliseconds.' })
  readonly totalMs: number;

  @ApiProperty({ required: false, type: Object, example: { input: 0.27, output: 1.1 } })
  readonly price?: ModelTarget['price'] & object;
}

class PromptMessage {
  @ApiProperty({ enum: ['system', 'user'] })
  readonly role: ChatMessage['role'];

  @ApiProperty()
  readonly content: string;
}

/** What a model was asked, composed once more. */
export class TracePrompt {
  @ApiProperty({ type: PromptProfile })
  readonly profile: PromptProfile;

  @ApiProperty({ type: PromptModel })
  readonly model: PromptModel;

  @ApiProperty({
    type: [PromptMessage],
    description:
      'Of what the trace has kept of the input; `…` stands for the mark, which is a secret. Without corrections and tools.',
  })
  readonly messages: readonly PromptMessage[];
}

export function promptProfile(profile: Profile): PromptProfile {
  return { ...profile, fallback: profile.fallback ?? null };
}

export function promptModel({ maxConcurrent: _, ...model }: ModelTarget): PromptModel {
  return model;
}
