import { ApiProperty } from '@nestjs/swagger';
import type { AssertionType, Eval } from '../../config/eval.js';
import type { Snapshot } from '../../config/snapshot.js';

/** An assertion as reports call it. What it holds answers against stays in the configuration. */
export class AssertionSummary {
  @ApiProperty({ description: 'Unique in its eval.', example: 'no chatter' })
  readonly name: string;

  @ApiProperty({ description: 'As the configuration has it.', example: 'not-matches' })
  readonly type: AssertionType;
}

/** An eval as operators choose it by. */
export class EvalSummary {
  @ApiProperty({ example: 'summarize' })
  readonly name: string;

  @ApiProperty({ description: 'Whose answers it is for.', example: 'summarize' })
  readonly intent: string;

  @ApiProperty({ required: false, description: 'What it is for.' })
  readonly description?: string;

  @ApiProperty({
    description: 'Share of the answers that must pass every assertion.',
    minimum: 0,
    maximum: 1,
    example: 0.95,
  })
  readonly passRate: number;

  @ApiProperty({ type: [AssertionSummary] })
  readonly assertions: readonly AssertionSummary[];
}

export class EvalList {
  @ApiProperty({ type: [EvalSummary] })
  readonly items: readonly EvalSummary[];
}

/** The evals of a snapshot, by their names. */
export function evalListOf({ evals }: Snapshot): EvalList {
  return { items: [...evals.values()].map(summaryOf) };
}

function summaryOf({ name, intent, description, passRate, assertions }: Eval): EvalSummary {
  return {
    name,
    intent,
    ...(description !== undefined && { description }),
    passRate,
    assertions: assertions.map((assertion) => ({ name: assertion.name, type: assertion.type })),
  };
}
