import { expect, it } from 'vitest';
import { PromptReplacements } from './prompt-replacements.js';

it('gives a run its prompt, whichever copy of the plugin is asked', () => {
  const run = PromptReplacements.ofProcess().expect('run-1', 'Be brief.');
  const copy = PromptReplacements.ofProcess();
  expect(run.offered).toBe(false);
  expect(copy.offer({ runId: 'run-1' })).toEqual({ systemPrompt: 'Be brief.' });
  expect(run.offered).toBe(true);
  copy.forget('run-1');
  expect(copy.offer({ runId: 'run-1' })).toBeUndefined();
});

it.each([undefined, {}, { runId: 7 }, { runId: 'other' }])('does not touch the run of %o', (context) => {
  const prompts = PromptReplacements.ofProcess();
  prompts.expect('run-2', 'Be brief.');
  expect(prompts.offer(context)).toBeUndefined();
  prompts.forget('run-2');
});

it.each([
  ['Be brief.\nCurrent model: x', false],
  ['Be\r\nbrief.', false],
  ['You are a personal assistant.', true],
])('sees whether %o is another prompt', (systemPrompt, contradicted) => {
  const prompts = PromptReplacements.ofProcess();
  const run = prompts.expect('run-3', 'Be brief.');
  prompts.observe({ runId: 'run-3', systemPrompt });
  expect(run.contradicted).toBe(contradicted);
  prompts.forget('run-3');
});
