import { ApiProperty } from '@nestjs/swagger';
import { ANY_JSON } from '../../http/any-json.js';

/** What a flag came to for a user. */
export class TraceFlag {
  @ApiProperty({ example: 'review_mode' })
  readonly key: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null where it has none.', example: 'off' })
  readonly variant: string | null;

  @ApiProperty({ description: 'As OpenFeature calls it.', example: 'TARGETING_MATCH' })
  readonly reason: string;

  @ApiProperty({
    ...ANY_JSON,
    required: false,
    description: 'Of any type; absent where it has none, and then it changes nothing.',
    example: false,
  })
  readonly value?: unknown;

  @ApiProperty({
    required: false,
    description: 'Why it could not be evaluated, where its reason is `ERROR`.',
    example: 'its rule comes to what is no variant of it',
  })
  readonly error?: string;
}
