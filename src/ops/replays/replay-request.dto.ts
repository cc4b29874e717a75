import { NameField } from '../fields/pattern-field.js';

/** Who is to answer a replay. */
export class ReplayRequest {
  @NameField({
    optional: true,
    example: 'summarize_v2',
    description:
      'A profile of the intent as it is now, allowed here or not. Absent: the recorded one, as it was then.',
  })
  readonly profile?: string;
}
