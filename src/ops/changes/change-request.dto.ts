import { Transform } from 'class-transformer';
import { IntField, TextField } from '../../intents/dto/index.js';
import { PatternField } from '../fields/pattern-field.js';

const MAX_REASON = 500;
const MAX_VERSION = 2_147_483_647;

export function ReasonField({ optional = false } = {}): PropertyDecorator {
  const description = `Why, for whoever reads the history.${optional ? ' May be left out.' : ''}`;
  return TextField({ min: 1, max: MAX_REASON, optional, description, example: 'The answers are too long.' });
}

/** The version that an operator has seen. */
export function VersionField(): PropertyDecorator {
  return IntField({
    min: 0,
    max: MAX_VERSION,
    optional: true,
    description:
      'The version that you have seen, 0 when it was never changed: refused when somebody has changed it since.',
  });
}

/** Puts back what was in force. */
export class RollbackRequest {
  @ReasonField({ optional: true })
  readonly reason: string = 'rolled back';

  @IntField({
    min: 0,
    max: MAX_VERSION,
    optional: true,
    description:
      'The version whose value is put back, 0 for the files. Absent: what was in force before the newest change.',
  })
  readonly to?: number;

  @VersionField()
  readonly version?: number;
}

/** Leaves it to the files again. */
export class ClearQuery {
  @ReasonField({ optional: true })
  readonly reason: string = 'left to the files';

  @Transform(({ value }: { value: unknown }) => numberIn(value))
  @VersionField()
  readonly version?: number;
}

/** What a query says with digits; anything else stays text, which is no number: `Number('')` would be 0. */
function numberIn(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

/** A page of a history. */
export class HistoryQuery {
  @PatternField({
    pattern: /^[\w-]{1,128}$/,
    allowed: 'the nextCursor of an earlier page',
    optional: true,
    description: 'The `nextCursor` of the page before.',
  })
  readonly cursor?: string;

  @Transform(({ value }: { value: unknown }) => numberIn(value))
  @IntField({ min: 1, max: 100, default: 20, optional: true, description: 'Changes on the page.' })
  readonly limit: number = 20;
}
