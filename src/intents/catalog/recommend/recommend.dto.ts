import { ApiProperty } from '@nestjs/swagger';
import { IntField, ListOf, TextField } from '../../dto/index.js';

export class RecommendCandidate {
  @TextField({
    description: 'Your own id; comes back as it is.',
    verbatim: true,
    min: 1,
    max: 100,
    example: 'tea-01',
  })
  id: string;

  @TextField({ description: 'What the user knows it by.', min: 1, max: 500, example: '龙井绿茶' })
  title: string;

  @TextField({ description: 'What speaks for it.', optional: true, min: 0, max: 2000 })
  description?: string;
}

export class RecommendInput {
  @TextField({ description: 'What the user is looking for.', min: 1, max: 2000 })
  text: string;

  @ListOf(RecommendCandidate, {
    description: 'What may be recommended; nothing else is. Leave it out to let the model propose.',
    optional: true,
    max: 50,
    uniqueBy: 'id',
  })
  items?: readonly RecommendCandidate[];

  @IntField({ description: 'Most recommendations.', optional: true, min: 1, max: 10, default: 3 })
  maxItems: number = 3;
}

export class Recommendation {
  @ApiProperty({ required: false, description: 'The id of the given item; absent when none were given.' })
  id?: string;

  @ApiProperty()
  title: string;

  @ApiProperty({ description: 'Why it fits, in one sentence.' })
  reason: string;
}

export class RecommendOutput {
  @ApiProperty({ type: [Recommendation], description: 'The best first; empty when nothing fits.' })
  items: readonly Recommendation[];
}
