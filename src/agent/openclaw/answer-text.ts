/** What OpenClaw 2026.9.6 appends to an answer that met its token limit; meant for its own users, not for ours. */
export const TRUNCATION_NOTICE =
  "\n\n⚠️ Reply truncated at the model's output token limit. The text above is partial — ask to continue it.";

const BARE_NOTICE = TRUNCATION_NOTICE.trimStart();

/**
 * The answer's text on its way out. Holds back what must not be shown too early: leading blank, so that
 * the first piece let out has something to read, and whatever may become OpenClaw's truncation notice.
 */
export class AnswerText {
  private held = '';
  private begun = false;

  /** Nothing to read has come out so far. */
  get isBlank(): boolean {
    return !this.begun;
  }

  /** Takes the next piece of the answer. @returns what may go out now, possibly nothing. */
  add(text: string): string {
    const waiting = this.held + text;
    const end = waiting.length - noticeLength(waiting);
    return this.release(waiting, end);
  }

  /** @returns the rest. @param cut the model stopped at its token limit. */
  end(cut: boolean): string {
    const isNotice = this.held === TRUNCATION_NOTICE || this.held === BARE_NOTICE;
    return this.release(this.held, cut && isNotice ? 0 : this.held.length);
  }

  private release(waiting: string, end: number): string {
    const free = waiting.slice(0, end);
    if (!this.begun && free.trim() === '') {
      this.held = waiting;
      return '';
    }
    this.begun = true;
    this.held = waiting.slice(end);
    return free;
  }
}

/** The length of the longest end of `text` with which the notice may begin. */
function noticeLength(text: string): number {
  for (let at = Math.max(0, text.length - TRUNCATION_NOTICE.length); at < text.length; at += 1) {
    const end = text.slice(at);
    if (TRUNCATION_NOTICE.startsWith(end) || BARE_NOTICE.startsWith(end)) return end.length;
  }
  return 0;
}
