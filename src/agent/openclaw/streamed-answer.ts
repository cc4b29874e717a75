import { AppError } from '../../common/errors/app-error.js';
import type { AgentEvent, ToolCall, Usage } from '../agent-client.js';
import { refusalError } from './agent-errors.js';
import { AnswerText } from './answer-text.js';
import { StreamedToolCalls } from './streamed-tool-calls.js';
import { type Frame, parseFrame } from './wire.js';

/** Far beyond any token limit; more is a gateway gone wrong. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Who answers: repeated in every `run` event. */
export type RunName = Omit<Extract<AgentEvent, { type: 'run' }>, 'type' | 'responseId'>;

/** The state of one streamed answer: takes the stream's `data:` lines, gives the run's events. */
export class StreamedAnswer {
  private readonly text = new AnswerText();
  private readonly toolCalls = new StreamedToolCalls();
  private bytes = 0;
  private responseId: string | undefined;
  private finishReason: string | undefined;
  private usage: Usage | null = null;
  private over = false;

  /** @param actsUnseen the agent has tools of its own, and this way does not tell when one of them starts */
  constructor(
    private readonly run: RunName,
    private actsUnseen: boolean,
  ) {}

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
        yield* this.act(frame.acts);
        this.note(frame);
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
   * @throws AppError unless the model finished by itself or at its limit, with something to read, or
   * with calls of tools that can be answered.
   */
  *end(): Generator<AgentEvent, void, undefined> {
    const { finishReason, usage } = this;
    if (finishReason === undefined) throw failure('stream_cut');
    const toolCalls = this.wantedTools(finishReason);
    const rest = this.text.end(finishReason === 'length');
    if (rest !== '') yield { type: 'content', text: rest };
    if (toolCalls.length > 0) return yield { type: 'end', finishReason: 'tool_calls', toolCalls, usage };
    if (finishReason !== 'stop' && finishReason !== 'length') throw failure('unexpected_finish');
    if (this.text.isBlank) throw failure('empty_answer');
    yield { type: 'end', finishReason, toolCalls, usage };
  }

  private wantedTools(finishReason: string): readonly ToolCall[] {
    return finishReason === 'tool_calls' ? (this.toolCalls.complete() ?? []) : [];
  }

  private note({ finishReason, usage, toolCalls }: Extract<Frame, { kind: 'chunk' }>): void {
    this.finishReason ??= finishReason;
    this.usage = usage ?? this.usage;
    for (const part of toolCalls) if (!this.toolCalls.add(part)) throw failure('tool_call_too_large');
  }

  private stop(frame: Exclude<Frame, { kind: 'chunk' }> | undefined): void {
    if (frame === undefined) throw failure('bad_frame');
    if (frame.kind === 'error') throw refusalError(frame.error);
    this.over = true;
  }

  private *name(responseId: string | undefined): Generator<AgentEvent, void, undefined> {
    if (responseId === undefined || this.responseId !== undefined) return;
    this.responseId = responseId;
    yield { type: 'run', ...this.run, responseId };
  }

  /** Where it cannot be seen, the agent counts as acting from its first sign of life on. */
  private *act(acts: boolean): Generator<AgentEvent, void, undefined> {
    if (!acts && !this.actsUnseen) return;
    this.actsUnseen = false;
    yield { type: 'tool' };
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
