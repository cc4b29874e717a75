import { ChoiceField, TextField } from '../../intents/dto/index.js';
import type { Feedback } from '../../trace/trace-record.js';

export class FeedbackRequest {
  @ChoiceField({ choices: ['up', 'down'], description: 'Whether the answer was any good.' })
  readonly rating: Feedback['rating'];

  @TextField({
    min: 0,
    max: 500,
    optional: true,
    description: 'Why, in your own words.',
    example: 'It names the wrong date.',
  })
  readonly comment?: string;
}
