import { describe, expect, it } from 'vitest';
import {
  EMPTY_FORM,
  type ReplayForm,
  faultsOf,
  fieldOf,
  formOf,
  formSearchOf,
  requestOf,
} from './replay-form.js';

const NOW = Date.UTC(2026, 2, 1);

function aForm(parts: Partial<ReplayForm> = {}): ReplayForm {
  return { ...EMPTY_FORM, intent: 'summarize', profile: 'summarize_v2', ...parts };
}

describe('the form of a batch replay', () => {
  it('is right once intent and candidate are chosen', () => {
    expect(faultsOf(EMPTY_FORM)).toEqual({ intent: 'required', profile: 'required' });
    expect(faultsOf(aForm())).toEqual({});
  });

  it.each(['', '0', '501', '1.5', '-1', '1e2', 'ten'])('takes no limit of "%s"', (limit) => {
    expect(faultsOf(aForm({ limit }))).toEqual({ limit: 'limit' });
  });

  it.each(['0', '9', ''])('takes no concurrency of "%s"', (concurrency) => {
    expect(faultsOf(aForm({ concurrency }))).toEqual({ concurrency: 'concurrency' });
  });

  it('wants a time that begins before it ends, where both are told', () => {
    const times = { from: '2026-03-02T10:00', to: '2026-03-02T10:00' };
    expect(faultsOf(aForm({ period: 'custom', ...times }))).toEqual({ to: 'order' });
    expect(faultsOf(aForm({ period: 'custom', from: times.from }))).toEqual({});
    expect(faultsOf(aForm({ period: '7d', ...times }))).toEqual({});
  });

  it('asks for no more than what was chosen', () => {
    expect(requestOf(aForm(), NOW)).toEqual({
      intent: 'summarize',
      profile: 'summarize_v2',
      limit: 50,
      concurrency: 2,
    });
  });

  it('asks for what was chosen', () => {
    const form = aForm({
      eval: 'basics',
      feedback: 'down',
      servedBy: 'summarize_v1',
      userId: ' u_1 ',
      period: '24h',
    });
    expect(requestOf(form, NOW)).toMatchObject({
      eval: 'basics',
      filter: { feedback: 'down', profile: 'summarize_v1', userId: 'u_1', from: '2026-02-28T00:00:00.000Z' },
    });
  });

  it('gives times of the reader’s time zone as the server wants them', () => {
    const { filter } = requestOf(aForm({ period: 'custom', from: '2026-03-02T10:00' }), NOW);
    expect(filter).toEqual({ from: new Date('2026-03-02T10:00').toISOString() });
  });

  it('is found again at its address', () => {
    const form = aForm({ limit: '20', feedback: 'up' });
    expect(formOf(new URLSearchParams(formSearchOf(form)))).toEqual(form);
    expect(formSearchOf(EMPTY_FORM)).toBe('');
  });

  it('takes nothing from an address that could not be chosen', () => {
    expect(formOf(new URLSearchParams('feedback=sideways&period=constructor&status=running'))).toEqual(
      EMPTY_FORM,
    );
  });

  it('knows which field the server means', () => {
    expect(fieldOf('/filter/profile')).toBe('servedBy');
    expect(fieldOf('/constructor')).toBeUndefined();
  });
});
