import { type FieldOptions, field, rule } from '../../intents/dto/field.js';

export interface PatternFieldOptions extends FieldOptions {
  readonly pattern: RegExp;
  /** What the pattern allows, to stand after "must be". */
  readonly allowed: string;
  readonly example?: string;
}

/** A text of which every sign counts, such as a name or an id: it is taken as it is, or not at all. */
export function PatternField(options: PatternFieldOptions): PropertyDecorator {
  const { pattern, allowed, example } = options;
  const fits = (value: unknown) => typeof value === 'string' && pattern.test(value);
  return field(rule(allowed, fits), options, { type: String, ...(example !== undefined && { example }) });
}

/** The name of an intent, a profile or an eval, also of one that does not exist: anything printable. */
export function NameField(options: FieldOptions & { readonly example?: string }): PropertyDecorator {
  return PatternField({ ...options, pattern: /^\P{C}{1,128}$/u, allowed: '1 to 128 printable characters' });
}
