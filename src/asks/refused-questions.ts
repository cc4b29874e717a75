import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { isPlainObject } from '../common/is-plain-object.js';
import { AskBodyPipe } from '../intents/ask-body.pipe.js';
import type { TraceDraft } from '../trace/trace-draft.js';
import { noteCommand } from './note-command.js';

/** Given by a guard, which looks no further than who is to serve: nobody has read what was asked. */
const UNREAD: ReadonlySet<ErrorCode> = new Set(['PROFILE_NOT_ALLOWED', 'INTENT_DISABLED']);

/** What somebody may have meant for a name of an intent, if another one than there is: no text that a user wrote. */
const NAME_LIKE = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** Reads what was asked by an ask that was refused before anybody did, for its trace alone. */
@Injectable()
export class RefusedQuestions {
  constructor(private readonly bodies: AskBodyPipe) {}

  /**
   * Writes into the trace of a refused ask, as far as its client may ask at all, what it asked if that is valid, or for which
   * intent if there is none of that name. Never throws.
   */
  note(trace: TraceDraft, body: unknown): void {
    const { errorCode, userId } = trace;
    if (errorCode === null || userId === null) return;
    if (errorCode === 'INTENT_UNKNOWN') noteIntent(trace, body);
    if (UNREAD.has(errorCode)) this.noteQuestion(trace, body);
  }

  private noteQuestion(trace: TraceDraft, body: unknown): void {
    try {
      noteCommand(trace, this.bodies.transform(body));
    } catch {
      // What does not fit the contract is no question; why it was refused is told already.
    }
  }
}

function noteIntent(trace: TraceDraft, body: unknown): void {
  const { intent }: { readonly intent?: unknown } = isPlainObject(body) ? body : {};
  if (typeof intent === 'string' && NAME_LIKE.test(intent)) trace.askedIntent = intent;
}
