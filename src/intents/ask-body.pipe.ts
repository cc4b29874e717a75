import { Injectable, type PipeTransform } from '@nestjs/common';
import { validateSync } from 'class-validator';
import type { AskContext } from '../common/ask-context.js';
import { AppError, type FieldError } from '../common/errors/app-error.js';
import { isPlainObject } from '../common/is-plain-object.js';
import { inputInvalid, structureErrors, toFieldErrors } from '../http/validation.js';
import type { AskCommand } from './ask-command.js';
import { AskEnvelope } from './ask-envelope.dto.js';
import { IntentRegistry, type RegisteredIntent } from './intent-registry.js';
import { readContext } from './read-context.js';
import { type Reading, STRICT, readInput } from './read-input.js';

/** Several errors at once help; a body made of nothing but errors must not be answered with all of them. */
const MAX_ERRORS = 20;

/** Unlike the others it always has a value, which its errors may apply to. */
interface EnvelopeReading extends Reading<AskEnvelope> {
  readonly value: AskEnvelope;
}

/** Turns the raw body of an ask into a command: the envelope, then the intent's own input and the context. */
@Injectable()
export class AskBodyPipe implements PipeTransform<unknown, AskCommand> {
  constructor(private readonly registry: IntentRegistry) {}

  /** @throws AppError `INPUT_INVALID` with every fault found, or `INTENT_UNKNOWN` */
  transform(body: unknown): AskCommand {
    const envelope = readEnvelope(body);
    const intent = this.intentOf(envelope);
    const input = readInputOf(envelope.value, intent);
    const context = readOptionalContext(envelope.value);
    const errors = [...envelope.errors, ...input.errors, ...context.errors].slice(0, MAX_ERRORS);
    if (errors.length > 0 || intent === undefined || input.value === undefined) throw inputInvalid(errors);
    return command(envelope.value, intent, input.value, context.value ?? null);
  }

  /** Undefined when what was sent is no name at all: the envelope's errors say so. */
  private intentOf({ value: { intent }, errors }: EnvelopeReading): RegisteredIntent | undefined {
    if (errors.some(({ pointer }) => pointer === '/intent')) return undefined;
    const registered = this.registry.get(intent);
    if (registered !== undefined) return registered;
    throw new AppError('INTENT_UNKNOWN', {
      detail: `Use one of these intents: ${this.registry.names().join(', ')}.`,
    });
  }
}

function readEnvelope(body: unknown): EnvelopeReading {
  if (!isPlainObject(body)) throw inputInvalid([{ pointer: '', message: 'must be a JSON object' }]);
  const hostile = structureErrors(body);
  if (hostile.length > 0) throw inputInvalid(hostile);
  const value = Object.assign(new AskEnvelope(), body);
  const errors = toFieldErrors(validateSync(value, STRICT));
  return { value, errors: [...errors, ...traceIdErrors(value)] };
}

function traceIdErrors({ traceId, trace_id }: AskEnvelope): FieldError[] {
  if (traceId === undefined || trace_id === undefined || traceId === trace_id) return [];
  return [{ pointer: '/trace_id', message: 'must be the same as traceId, or be left out' }];
}

function readInputOf({ input }: AskEnvelope, intent: RegisteredIntent | undefined): Reading<object> {
  if (intent === undefined || !isPlainObject(input)) return { value: undefined, errors: [] };
  return readInput(input, intent);
}

function readOptionalContext({ context }: AskEnvelope): Reading<AskContext> {
  // An empty one says as much as none.
  if (!isPlainObject(context) || Object.keys(context).length === 0) return { value: undefined, errors: [] };
  return readContext(context, '/context');
}

function command(
  { userId, traceId, trace_id: otherSpelling, profile, stream }: AskEnvelope,
  intent: RegisteredIntent,
  input: object,
  context: AskContext | null,
): AskCommand {
  const id = traceId ?? otherSpelling;
  return {
    intent,
    input,
    context,
    stream: stream ?? false,
    ...(userId !== undefined && { userId }),
    ...(id !== undefined && { traceId: id }),
    ...(profile !== undefined && { profileHint: profile }),
  };
}
