import { ApiProperty } from '@nestjs/swagger';
import { ChoiceField, ListOf, TextField } from '../../dto/index.js';

export class SupportTurn {
  @ChoiceField({ description: 'Who said it.', choices: ['user', 'assistant'] })
  role: 'user' | 'assistant';

  /** Longer than a question may be, because answers are sent back here as they were given. */
  @TextField({ description: 'What was said.', min: 1, max: 8000 })
  text: string;
}

export class SupportInput {
  @TextField({ description: "The user's question.", min: 1, max: 2000 })
  text: string;

  @ListOf(SupportTurn, {
    description: 'The conversation so far, the oldest turn first.',
    optional: true,
    max: 10,
  })
  history?: readonly SupportTurn[];
}

export class SupportOutput {
  @ApiProperty({ description: 'The whole reply, with the question in it.' })
  reply: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The question in the reply that the user is asked to answer, when there is one.',
  })
  question: string | null;
}
