import { isTraceId, TRACE_ID_PATTERN } from '../common/ids.js';
import { isPlainObject } from '../common/is-plain-object.js';
import { codePoints } from '../common/text/normalise.js';
import { field, type FieldOptions, rule } from './dto/field.js';

/** A name that is compared with others as it stands, so it is not normalised. */
function NameField(options: FieldOptions & { max: number; example: string }): PropertyDecorator {
  const { max, example } = options;
  const fits = (value: unknown) => isName(value, max);
  const schema = { type: String, minLength: 1, maxLength: max, example };
  return field(rule(`text of 1 to ${max} characters`, fits), options, schema);
}

function isName(value: unknown, max: number): value is string {
  return typeof value === 'string' && value !== '' && codePoints(value) <= max;
}

/** In characters. */
const MAX_HINT = 64;

/** Whether a body's `profile` is what the contract takes; whether there is such a profile is another question. */
export function isProfileHint(value: unknown): value is string {
  return isName(value, MAX_HINT);
}

const TRACE_ID = rule('1 to 64 letters, digits, ".", "_", ":" or "-"', isTraceId);

function TraceIdField(options: FieldOptions): PropertyDecorator {
  const schema = { type: String, pattern: TRACE_ID_PATTERN.source, example: '1710000000000' };
  return field(TRACE_ID, options, schema);
}

const OBJECT = rule('an object', isPlainObject);

function ObjectField(options: FieldOptions): PropertyDecorator {
  return field(OBJECT, options, { type: 'object', additionalProperties: true });
}

const FLAG = rule('true or false', (value) => typeof value === 'boolean');

function FlagField(options: FieldOptions): PropertyDecorator {
  return field(FLAG, options, { type: Boolean, default: false });
}

/** The body of an ask without what depends on its intent. */
export class AskEnvelope {
  @NameField({ description: 'What the user wants.', max: 64, example: 'summarize' })
  intent: string;

  @ObjectField({ description: 'As the intent wants it.' })
  input: object;

  @NameField({
    description: "The user's id; when present it must be the token's.",
    optional: true,
    max: 256,
    example: 'u_123',
  })
  userId?: string;

  @TraceIdField({
    description: 'The id by which this ask is found again; the server makes one when it is absent.',
    optional: true,
  })
  traceId?: string;

  @TraceIdField({ description: 'Another spelling of traceId.', optional: true })
  trace_id?: string;

  @ObjectField({
    description:
      'The situation of the user, such as page, locale or order id: at most 2 KB, 20 keys, 3 levels; ' +
      'texts of at most 500 characters, finite numbers, booleans and null.',
    optional: true,
  })
  context?: object;

  @NameField({
    description: 'A hint which profile to use; the server decides.',
    optional: true,
    max: MAX_HINT,
    example: 'summarize_v1',
  })
  profile?: string;

  @FlagField({ description: 'Whether to answer as an event stream.', optional: true })
  stream?: boolean;
}
