import { ApiProperty } from '@nestjs/swagger';
import { ChoiceField, ListOf, TextField } from '../../dto/index.js';

const FIELD_TYPES = ['string', 'number', 'boolean', 'date'] as const;

export class ExtractField {
  @TextField({
    description: 'The key of the value in the output.',
    min: 1,
    max: 100,
    example: '姓名',
    // As a key it would set what an object inherits.
    refused: new Set(['__proto__']),
  })
  name: string;

  @ChoiceField({ description: 'What the value is; a date comes back as yyyy-mm-dd.', choices: FIELD_TYPES })
  type: (typeof FIELD_TYPES)[number];

  @TextField({ description: 'What to look for.', optional: true, min: 0, max: 500 })
  description?: string;
}

export class ExtractInput {
  @TextField({ description: 'The text to read the values from.', min: 1, max: 8000 })
  text: string;

  @ListOf(ExtractField, {
    description: 'What to look for.',
    min: 1,
    max: 20,
    uniqueBy: 'name',
  })
  fields: readonly ExtractField[];
}

export type FieldValue = string | number | boolean | null;

export class ExtractOutput {
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      nullable: true,
      oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    },
    description: 'A value of its type for every field asked for; null where the text has none.',
    example: { 姓名: '李雷', 金额: 1299 },
  })
  fields: Readonly<Record<string, FieldValue>>;
}
