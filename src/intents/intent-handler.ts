import type { LocalTask } from '../agent/local-task.js';
import type { OutputLimits } from '../config/snapshot.js';
import type { Interpretation } from './interpretation.js';
import type { Streaming } from './streaming.js';

export type { Interpretation } from './interpretation.js';
export type { Streaming } from './streaming.js';
export { UnusableAnswer } from '../output/unusable-answer.js';

/** A piece of untrusted data for the model, delimited by the core and never part of the system message. */
export interface DataSection {
  /** A short English name of ours, such as `text` or `history`. */
  readonly name: string;
  readonly value: string;
}

export interface Preparation {
  /**
   * What the profile's prompt cannot know: the form of the answer and its limits. Goes into the system
   * message after the profile's prompt, so it must not contain anything a client sent but numbers.
   */
  readonly instructions: string;
  readonly data: readonly DataSection[];
  readonly local: LocalTask;
}

export interface InterpretOptions {
  readonly limits: OutputLimits;
  /** The model stopped at its token limit: the last words may be half a thought. */
  readonly cut: boolean;
}

/**
 * One intent: turns a validated input into work for the model, and the model's text into a typed
 * output. Stateless; knows neither HTTP nor profiles.
 */
export abstract class IntentHandler<Input extends object = object, Output extends object = object> {
  abstract prepare(input: Input, limits: OutputLimits): Preparation;
  /** @throws UnusableAnswer when no output can be made of `text`, however generously it is read. */
  abstract interpret(text: string, input: Input, options: InterpretOptions): Interpretation<Output>;

  /** Whether the input goes on in a conversation: then its answer is for nobody else. */
  continues(_input: Input): boolean {
    return false;
  }

  /**
   * How the answer is shown while the model still writes it. Undefined where only the whole text makes sense:
   * then nothing is shown before the end.
   */
  readonly streaming?: Streaming<Input, Output>;
}
