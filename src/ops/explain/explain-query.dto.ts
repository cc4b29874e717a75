import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { USER_ID_PATTERN } from '../../common/ids.js';
import { ContextQuery } from '../../intents/context-query.dto.js';
import { NAME, NAME_MESSAGE } from '../traces/trace-query.dto.js';

/** An ask as far as routing looks at it. */
export class ExplainQuery extends ContextQuery {
  @ApiProperty({ example: 'summarize' })
  @Matches(NAME, { message: NAME_MESSAGE })
  readonly intent: string;

  @ApiProperty({ example: 'u_123' })
  @Matches(USER_ID_PATTERN, { message: 'must be a user id as tokens carry it' })
  readonly userId: string;

  @ApiPropertyOptional({ description: 'The profile that the client would ask for.', example: 'summarize_v1' })
  @IsOptional()
  @Matches(NAME, { message: NAME_MESSAGE })
  readonly profile?: string;
}
