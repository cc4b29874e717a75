import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { isPlainObject } from '../common/is-plain-object.js';
import { AskBodyPipe } from '../intents/ask-body.pipe.js';
import type { RequestContext } from '../trace/request-context.js';
import type { TraceDraft } from '../trace/trace-draft.js';
import { noteCommand } from './trace-notes.js';

/** Given by a guard, which looks no further than who is to serve: nobody has read what was asked. */
const UNREAD: ReadonlySet<ErrorCode> = new Set(['PROFILE_NOT_ALLOWED', 'INTENT_DISABLED']);

/** What somebody may have meant for a name of an intent, if another one than there is: no text or number of a user. */
const NAME_LIKE = /^(?!.*\d{5})[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

/** Reads what was asked by an ask that was refused before anybody did, for its trace alone. */
@Injectable()
export class RefusedQuestions {
  constructor(private readonly bodies: AskBodyPipe) {}

  /**
   * Writes into the trace of a refused ask what it asked, if that is valid and nobody has read it, or for which intent, if there
   * is none of that name. Nothing of a stranger's, who is refused before that comes out. Never throws.
   */
  note(context: RequestContext, body: unknown): void {
    const { trace } = context;
    const { errorCode } = trace;
    if (errorCode === null) return;
    if (errorCode === 'INTENT_UNKNOWN') noteIntent(trace, body);
    if (UNREAD.has(errorCode)) this.noteQuestion(context, body);
  }

  private noteQuestion(context: RequestContext, body: unknown): void {
    try {
      noteCommand(context, this.bodies.transform(body));
    } catch {
      // What does not fit the contract is no question; why it was refused is told already.
    }
  }
}

function noteIntent(trace: TraceDraft, body: unknown): void {
  const { intent }: { readonly intent?: unknown } = isPlainObject(body) ? body : {};
  if (typeof intent === 'string' && NAME_LIKE.test(intent)) trace.askedIntent = intent;
}
