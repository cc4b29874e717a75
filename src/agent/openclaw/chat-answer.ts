import { AppError } from '../../common/errors/app-error.js';
import type { AgentEvent, Usage } from '../agent-client.js';
import { refusalError } from './agent-errors.js';
import { AnswerText } from './answer-text.js';
import { type Frame, parseFrame } from './wire.js';

/** Far beyond any token limit; more is a gateway gone wrong. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** The state of one streamed answer: takes the stream's `data:` lines, gives the run's events. */
export class ChatAnswer {
  private readonly text = new AnswerText();
  private bytes = 0;
  private responseId: string | undefined;
  private finishReason: string | undefined;
  private usage: Usage | null = null;
  private over = false;

  constructor(private readonly sessionKey: string) {}

  /** The model has finished; what may still come is usage. */
  get isFinished(): boolean {
    return this.finishReason !== undefined;
  }

  /** Nothing more will come. */
  get isOver(): boolean {
    return this.over;
  }

  /**
   * Takes the lines that came in one read. Their text goes on in one piece, because every event costs
   * everybody on its way the same, however long it is; under load a read holds many tokens.
   * @throws AppError for an error frame and for lines that OpenClaw would never send, after what came
   * before them was given.
   */
  *read(lines: readonly string[]): Generator<AgentEvent, void, undefined> {
    let text = '';
    for (const line of lines) {
      const frame = parseFrame(line);
      if (frame?.kind === 'chunk') {
        yield* this.name(frame.responseId);
        this.finishReason ??= frame.finishReason;
        this.usage = frame.usage ?? this.usage;
        text += frame.text;
      } else {
        yield* this.add(text);
        text = '';
        this.stop(frame);
      }
    }
    yield* this.add(text);
  }

  /**
   * The last of the text and the `end` event.
   * @throws AppError unless the model finished by itself or at its limit, with something to read.
   */
  *end(): Generator<AgentEvent, void, undefined> {
    const { finishReason } = this;
    if (finishReason === undefined) throw failure('stream_cut');
    if (finishReason !== 'stop' && finishReason !== 'length') throw failure('unexpected_finish');
    const rest = this.text.end(finishReason === 'length');
    if (rest !== '') yield { type: 'content', text: rest };
    if (this.text.isBlank) throw failure('empty_answer');
    yield { type: 'end', finishReason, usage: this.usage };
  }

  private stop(frame: Exclude<Frame, { kind: 'chunk' }> | undefined): void {
    if (frame === undefined) throw failure('bad_frame');
    if (frame.kind === 'error') throw refusalError(frame.error);
    this.over = true;
  }

  private *name(responseId: string | undefined): Generator<AgentEvent, void, undefined> {
    if (responseId === undefined || this.responseId !== undefined) return;
    this.responseId = responseId;
    yield { type: 'run', sessionKey: this.sessionKey, responseId };
  }

  private *add(text: string): Generator<AgentEvent, void, undefined> {
    if (text === '') return;
    this.bytes += Buffer.byteLength(text);
    if (this.bytes > MAX_ANSWER_BYTES) throw failure('answer_too_large');
    const free = this.text.add(text);
    if (free !== '') yield { type: 'content', text: free };
  }
}

function failure(reason: string): AppError {
  return new AppError('AGENT_ERROR', { reason });
}
