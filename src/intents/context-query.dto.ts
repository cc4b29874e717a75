import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { APP_VERSION_KEY, type AskContext } from '../common/ask-context.js';
import { isPlainObject } from '../common/is-plain-object.js';
import { inputInvalid } from '../http/validation.js';
import { readContext } from './read-context.js';

/** What a client would tell of itself with an ask, in a query. */
export class ContextQuery {
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

/** The context as an ask would have it. @throws AppError `INPUT_INVALID` */
export function contextOfQuery({ context, appVersion }: ContextQuery): AskContext {
  const raw: unknown = context === undefined ? {} : parsed(context);
  if (!isPlainObject(raw)) throw inputInvalid([{ pointer: '/context', message: 'must be a JSON object' }]);
  const whole = appVersion === undefined ? raw : { ...raw, [APP_VERSION_KEY]: appVersion };
  const { value, errors } = readContext(whole, '/context');
  if (value === undefined) throw inputInvalid(errors);
  return value;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
