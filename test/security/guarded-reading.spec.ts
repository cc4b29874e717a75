import { describe, expect, it } from 'vitest';
import { MODEL_ANSWERS } from '../support/model-answers.js';
import { inPieces } from '../support/streamed.js';
import { thrownBy } from '../support/thrown-by.js';
import { AppError } from '../../src/common/errors/app-error.js';
import { AnswerReading } from '../../src/intents/answer-reading.js';
import { ExtractInput } from '../../src/intents/catalog/extract/extract.dto.js';
import { ExtractHandler } from '../../src/intents/catalog/extract/extract.handler.js';
import { RecommendHandler } from '../../src/intents/catalog/recommend/recommend.handler.js';
import { RecommendInput } from '../../src/intents/catalog/recommend/recommend.dto.js';
import { SummarizeInput } from '../../src/intents/catalog/summarize/summarize.dto.js';
import { SummarizeHandler } from '../../src/intents/catalog/summarize/summarize.handler.js';
import { SupportHandler } from '../../src/intents/catalog/support/support.handler.js';
import { type Interpretation, UnusableAnswer } from '../../src/intents/intent-handler.js';
import { PromptSecrets } from '../../src/output/leak/prompt-secrets.js';
import { GuardedReading } from '../../src/asks/guarded-reading.js';

const MARK = 'qzjxkvwbpyfgmhdclurnteso';
const secrets = PromptSecrets.of(MARK, 'You help.');
const BEGINNING =
  '您好，质量问题的退货运费由我们承担，其他情况由您承担。\n\n请先在订单页点击“申请售后”。\n\n';

const supportReading = () =>
  new GuardedReading(new AnswerReading(new SupportHandler(), { text: '运费？' }, {}), secrets);

/** The answer; undefined when the text is no answer. */
function endOf(reading: AnswerReading | GuardedReading): Interpretation<object> | undefined {
  try {
    return reading.end(false);
  } catch (error) {
    if (error instanceof UnusableAnswer) return undefined;
    throw error;
  }
}

describe('a guarded reading', () => {
  it('shows what an unguarded one does, a little later, and gives the same answer', () => {
    for (const text of Object.values(MODEL_ANSWERS)) {
      const plain = new AnswerReading(new SupportHandler(), { text: '运费？' }, {});
      const guarded = supportReading();
      let one = '';
      let other = '';
      for (const piece of inPieces(text, [3])) {
        one += plain.add(piece);
        other += guarded.add(piece);
        expect(one.startsWith(other)).toBe(true);
      }
      const ended = endOf(plain);
      expect(endOf(guarded)).toEqual(ended);
      expect((ended?.answer ?? other).startsWith(other)).toBe(true);
    }
  });

  it('shows the beginning of an answer, and withholds the rest of one that leaks', () => {
    const reading = supportReading();
    const shown = reading.add(`${BEGINNING}我的暗号`);
    expect(shown).toContain('运费由我们承担');
    const leak = (): unknown => thrownBy(() => Array.from(MARK, (letter) => reading.add(letter)));
    expect(leak()).toMatchObject({
      code: 'CONTENT_REJECTED',
      reason: 'prompt_leak',
      detail: 'The answer was withheld.',
    });
  });

  it('knows a mark that was written in pieces around a call of a tool', () => {
    const reading = supportReading();
    reading.add(MARK.slice(0, 7));
    reading.discard();
    expect(thrownBy(() => reading.add(MARK.slice(7)))).toBeInstanceOf(AppError);
  });

  it('finds at the end what could not be known before', () => {
    const reading = supportReading();
    const numbers = Array.from(MARK, (letter) => letter.charCodeAt(0) - 96);
    // Nine numbers, of which the last may still have a second digit: with it there are ten.
    reading.add(`${BEGINNING}${numbers.slice(0, 10).join(' ')}`);
    expect(thrownBy(() => reading.end(false))).toMatchObject({ reason: 'prompt_leak' });
  });

  it('reads what the intent makes of a text as well', () => {
    const input = Object.assign(new RecommendInput(), { text: '茶', maxItems: 10 });
    const reading = new GuardedReading(new AnswerReading(new RecommendHandler(), input, {}), secrets);
    const items = Array.from(MARK.slice(0, 10), (letter) => ({ title: `茶 ${letter}`, reason: '清淡' }));
    expect(thrownBy(() => reading.add(JSON.stringify({ items })))).toMatchObject({ reason: 'prompt_leak' });
  });

  it('reads the output as well, whose texts stand in an order of their own', () => {
    const letters = Array.from(MARK.slice(0, 10));
    const fields = letters.map((_, at) => ({ name: String.fromCharCode(97 + at), type: 'string' as const }));
    const input = Object.assign(new ExtractInput(), { text: '茶', fields });
    const reading = new GuardedReading(new AnswerReading(new ExtractHandler(), input, {}), secrets);
    // In another order than the client asked for them, and in the answer each behind its name.
    const values = fields.map(({ name }, at) => [name, letters[at]] as const);
    const order = [5, 0, 8, 3, 9, 1, 6, 2, 7, 4].flatMap((at) => values.slice(at, at + 1));
    reading.add(JSON.stringify({ fields: Object.fromEntries(order) }));
    expect(thrownBy(() => reading.end(false))).toMatchObject({ reason: 'prompt_leak' });
  });

  it('has enough of an answer that a limit ended only when nothing of it waits', () => {
    const input = Object.assign(new SummarizeInput(), { text: '长文', maxBullets: 5 });
    const listed = (entries: readonly string[]): GuardedReading => {
      const reading = new GuardedReading(new AnswerReading(new SummarizeHandler(), input, {}), secrets);
      reading.add(entries.map((entry) => `- ${entry}\n`).join(''));
      return reading;
    };
    expect(listed(['一', '二', '三', '四', '五', '六', '七'].map((at) => `第${at}点`)).full).toBe(true);
    const spelling = listed(MARK.slice(0, 7).split(''));
    expect(spelling.full).toBe(false);
    expect(thrownBy(() => spelling.add(MARK.slice(7)))).toMatchObject({ reason: 'prompt_leak' });
  });

  it('does not wait for ever where an answer ends like the beginning of a leak', () => {
    const input = Object.assign(new SummarizeInput(), { text: 'A text.', maxBullets: 1 });
    const reading = new GuardedReading(new AnswerReading(new SummarizeHandler(), input, {}), secrets);
    reading.add(`- The letter ${MARK.slice(0, 2)}\n`);
    const pieces = Array.from({ length: 100 }, (_, index) => `- Point ${index}.\n`);
    const heard = pieces.findIndex((piece) => {
      reading.add(piece);
      return reading.full;
    });
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(30);
    expect(reading.end(false).answer).toBe(`• The letter ${MARK.slice(0, 2)}`);
  });
});
