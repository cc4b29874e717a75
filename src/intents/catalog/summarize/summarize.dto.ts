import { ApiProperty } from '@nestjs/swagger';
import { IntField, TextField } from '../../dto/index.js';

export class SummarizeInput {
  @TextField({ description: 'The text to summarise.', min: 1, max: 8000 })
  text: string;

  @IntField({ description: 'Most bullets of the summary.', optional: true, min: 1, max: 10, default: 5 })
  maxBullets: number = 5;
}

export class SummarizeOutput {
  @ApiProperty({ type: [String], description: 'The main points, the first one first, without list marks.' })
  bullets: readonly string[];
}
