import { field, type FieldOptions, rule } from './field.js';

export interface ChoiceFieldOptions extends FieldOptions {
  readonly choices: readonly string[];
  readonly example?: string;
}

/** One of a few words. */
export function ChoiceField(options: ChoiceFieldOptions): PropertyDecorator {
  const { choices, example } = options;
  const fits = (value: unknown) => typeof value === 'string' && choices.includes(value);
  const schema = { type: String, enum: [...choices], ...(example !== undefined && { example }) };
  return field(rule(`one of ${choices.join(', ')}`, fits), options, schema);
}
