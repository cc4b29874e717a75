import { ApiProperty } from '@nestjs/swagger';
import { Problem } from '../http/api-problems.decorator.js';

class TokenUsage {
  @ApiProperty({ type: 'integer' })
  promptTokens: number;

  @ApiProperty({ type: 'integer' })
  completionTokens: number;
}

class AnswerAttempt {
  @ApiProperty({ example: 'summarize_v1' })
  profile: string;

  @ApiProperty({ example: 'fast' })
  model: string;

  @ApiProperty({ example: 'ok', description: '`ok`, or the code of the error that ended it.' })
  outcome: string;
}

/** The contract's body of an answered ask, for Swagger; the intents add what `output` may be. */
export class AskAnswer {
  @ApiProperty({ example: '1710000000000' })
  traceId: string;

  @ApiProperty({ enum: ['running', 'complete', 'failed', 'cancelled'] })
  status: string;

  @ApiProperty({ example: 'summarize' })
  intent: string;

  @ApiProperty({ description: 'Render this.' })
  answer: string;

  @ApiProperty({ example: 'summarize_v1' })
  profile: string;

  @ApiProperty({ description: "The model's alias.", example: 'fast' })
  model: string;

  @ApiProperty()
  cached: boolean;

  @ApiProperty({ description: 'Anything but the routed profile at its first attempt gave the answer.' })
  degraded: boolean;

  @ApiProperty({ description: 'A limit cut something off.' })
  truncated: boolean;

  @ApiProperty({ enum: [true] })
  aiGenerated: boolean;

  @ApiProperty({ description: 'Show it beside the answer.', example: '内容由 AI 生成' })
  label: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Names the answer, for records and complaints; null as long as there is none.',
  })
  contentId: string | null;

  @ApiProperty()
  usage: TokenUsage;

  @ApiProperty({ type: 'integer' })
  latencyMs: number;

  @ApiProperty({ required: false, type: [AnswerAttempt], description: 'What was tried, when degraded.' })
  attempts?: readonly AnswerAttempt[];

  @ApiProperty({ required: false, description: 'Where to look while it runs.' })
  next?: string;

  @ApiProperty({ required: false, type: Problem, description: 'Why it failed, when it did.' })
  error?: Problem;
}
