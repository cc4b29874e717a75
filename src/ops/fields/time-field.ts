import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { toEpochMs } from '../../common/text/epoch-ms.js';
import { type FieldOptions, field, rule } from '../../intents/dto/field.js';

const ALLOWED = 'a time such as 2026-03-01T08:00:00Z, or milliseconds since the Unix epoch';

/** A moment, as ISO 8601 or as milliseconds since the Unix epoch; the DTO has the latter. */
export function TimeField(options: FieldOptions): PropertyDecorator {
  const schema = { type: 'string' as const, example: '2026-03-01T08:00:00+08:00' };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (value === null ? null : toEpochMs(value))),
    field(rule(ALLOWED, Number.isInteger), options, schema),
  );
}
