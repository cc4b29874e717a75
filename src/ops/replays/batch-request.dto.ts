import { Type } from 'class-transformer';
import { USER_ID_PATTERN } from '../../common/ids.js';
import { ChoiceField, IntField } from '../../intents/dto/index.js';
import type { BatchFilter } from '../../trace/replay-batch.js';
import type { Feedback, TraceStatus } from '../../trace/trace-record.js';
import { ObjectField } from '../fields/object-field.js';
import { NameField, PatternField } from '../fields/pattern-field.js';
import { TimeField } from '../fields/time-field.js';

/** What has ended, and may be asked once more. */
const STATUSES = ['complete', 'failed', 'cancelled'] as const satisfies readonly TraceStatus[];
const RATINGS = ['up', 'down'] as const satisfies readonly Feedback['rating'][];

const MAX_ASKS = 500;
const MAX_CONCURRENCY = 8;

/** Whatever is given must hold for an ask to be replayed. */
class BatchFilterRequest implements BatchFilter {
  @TimeField({ optional: true, description: 'Begun then or later.' })
  readonly from?: number;

  @TimeField({ optional: true, description: 'Begun before.' })
  readonly to?: number;

  @PatternField({
    pattern: USER_ID_PATTERN,
    allowed: 'a user id as tokens carry it',
    optional: true,
    example: 'u_123',
    description: 'Who has asked.',
  })
  readonly userId?: string;

  @NameField({ optional: true, example: 'summarize_v1', description: 'Which has answered.' })
  readonly profile?: string;

  @ChoiceField({
    choices: STATUSES,
    optional: true,
    description: 'Absent: those that are complete or have failed.',
  })
  readonly status?: TraceStatus;

  @ChoiceField({ choices: RATINGS, optional: true, description: 'What the user thought of the answer.' })
  readonly feedback?: Feedback['rating'];
}

/** Which asks are to be replayed, and who is to answer them. */
export class BatchRequest {
  @NameField({ example: 'summarize', description: 'Whose asks are replayed.' })
  readonly intent: string;

  @NameField({ example: 'summarize_v2', description: 'The candidate, as it is now, allowed here or not.' })
  readonly profile: string;

  @IntField({ min: 1, max: MAX_ASKS, description: 'So many of the newest asks.' })
  readonly limit: number;

  @ObjectField(BatchFilterRequest, { optional: true, description: 'Absent: any ask of the intent.' })
  readonly filter?: BatchFilterRequest;

  @NameField({ optional: true, example: 'summaries', description: 'By which the answers are judged.' })
  readonly eval?: string;

  @IntField({ min: 1, max: MAX_CONCURRENCY, default: 2, optional: true, description: 'Replays at a time.' })
  readonly concurrency: number = 2;
}

/** A page of the list of batches. */
export class BatchQuery {
  @PatternField({
    pattern: /^[\w-]{1,128}$/,
    allowed: 'the nextCursor of an earlier page',
    optional: true,
    description: 'The `nextCursor` of the page before.',
  })
  readonly cursor?: string;

  @Type(() => Number)
  @IntField({ min: 1, max: 100, default: 20, optional: true, description: 'Batches on the page.' })
  readonly limit: number = 20;
}
