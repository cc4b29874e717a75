import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { USER_ID_PATTERN } from '../../common/ids.js';
import { NAME, NAME_MESSAGE } from '../traces/trace-query.dto.js';

/** An ask as far as routing looks at it. */
export class ExplainQuery {
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

  @ApiPropertyOptional({ description: "`appVersion` of the client's context.", example: '1.4.0' })
  @IsOptional()
  @Matches(/^\P{C}{1,100}$/u, { message: 'must be 1 to 100 printable characters' })
  readonly appVersion?: string;

  @ApiPropertyOptional({ description: "The client's context, as JSON.", example: '{"locale":"zh_CN"}' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @MaxLength(4096, { message: 'must be at most 4096 characters' })
  readonly context?: string;
}
