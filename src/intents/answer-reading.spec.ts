import { describe, expect, it } from 'vitest';
import { inPieces } from '../../test/support/streamed.js';
import { AnswerReading } from './answer-reading.js';
import { IntentHandler, type Interpretation, type Streaming, UnusableAnswer } from './intent-handler.js';

const interpretation = (answer: string): Interpretation<object> => ({ answer, output: {}, truncated: false });

/** Answers with the text as it is; what is shown of one that is being written is up to the test. */
class Echo extends IntentHandler {
  /** Lengths of the texts that were read. */
  readonly read: number[] = [];

  constructor(
    private readonly show: (text: string) => string | undefined,
    private readonly goOn = (shown: string, whole: string) => shown + whole,
  ) {
    super();
  }

  override readonly streaming: Streaming = {
    settled: (text) => {
      this.read.push(text.length);
      const answer = this.show(text);
      return answer === undefined ? undefined : interpretation(answer);
    },
    continued: (shown, whole) => interpretation(this.goOn(shown.answer, whole.answer)),
  };

  prepare = (): never => {
    throw new Error('nobody asks');
  };

  interpret = (text: string): Interpretation<object> => {
    if (text.includes('unusable')) throw new UnusableAnswer('Do better.');
    return interpretation(text);
  };
}

class Silent extends IntentHandler {
  prepare = (): never => {
    throw new Error('nobody asks');
  };
  interpret = interpretation;
}

describe('AnswerReading', () => {
  it('gives what is settled in pieces, and the whole at the end', () => {
    const reading = new AnswerReading(new Echo((text) => text.slice(0, -3)), {}, {});
    expect(reading.shown).toBeUndefined();
    expect(reading.add('One two ')).toBe('One t');
    expect(reading.add('three four ')).toBe('wo three fo');
    expect(reading.shown?.answer).toBe('One two three fo');
    expect(reading.end(false).answer).toBe('One two three four ');
  });

  it('shows nothing before the end for an intent that is not streamed', () => {
    const reading = new AnswerReading(new Silent(), {}, {});
    expect(reading.add('One two three four\n')).toBe('');
    expect(reading.shown).toBeUndefined();
    expect(reading.end(false).answer).toBe('One two three four\n');
  });

  it('keeps what it has shown when the settled part says something else', () => {
    const answers = ['One', 'One two', 'Two', 'One', undefined, 'One two three'];
    const reading = new AnswerReading(new Echo(() => answers.shift()), {}, {});
    const deltas = Array.from({ length: 6 }, () => reading.add('12345678'));
    expect(deltas).toEqual(['One', ' two', '', '', '', ' three']);
  });

  it('shows nothing while the text is unusable, and lets every other error out', () => {
    const unusable = new Echo(() => {
      throw new UnusableAnswer('Not yet.');
    });
    expect(new AnswerReading(unusable, {}, {}).add('12345678')).toBe('');
    const broken = new Echo(() => {
      throw new TypeError('broken');
    });
    expect(() => new AnswerReading(broken, {}, {}).add('12345678')).toThrow(TypeError);
  });

  it('goes on behind what was shown when the whole does not begin with it', () => {
    const reading = new AnswerReading(new Echo(() => 'Hm. '), {}, {});
    reading.add('12345678');
    expect(reading.end(false).answer).toBe('Hm. 12345678');
  });

  it('gives no answer that does not begin with what was shown', () => {
    const reading = new AnswerReading(
      new Echo(
        () => 'Hm.',
        (_, whole) => whole,
      ),
      {},
      {},
    );
    reading.add('12345678');
    expect(() => reading.end(false)).toThrow('does not begin with what was shown');
  });

  it('says that the whole is unusable, whatever was shown', () => {
    const reading = new AnswerReading(new Echo(() => 'Hm.'), {}, {});
    reading.add('unusable');
    expect(() => reading.end(false)).toThrow(UnusableAnswer);
  });

  it('reads again when a line has ended, else after some characters, and long texts seldom', () => {
    const echo = new Echo(() => undefined);
    const reading = new AnswerReading(echo, {}, {});
    for (const piece of inPieces('12345678', [1])) reading.add(piece);
    expect(echo.read).toEqual([8]);
    for (const piece of ['a', 'b\n', 'c']) reading.add(piece);
    expect(echo.read).toEqual([8, 11]);
    for (const piece of inPieces('x'.repeat(5000), [1])) reading.add(piece);
    const often = echo.read.length;
    expect(often).toBeLessThan(300);
    for (const piece of inPieces('\n'.repeat(500_000), [1])) reading.add(piece);
    expect(echo.read.length - often).toBeLessThan(50);
    expect(Math.max(...echo.read)).toBeLessThan(100_000);
  });
});
