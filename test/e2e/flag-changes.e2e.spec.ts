import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Reply } from '../support/running-app.js';
import { useServer } from '../support/use-openclaw.js';

const flagsFile = (key = 'review_mode'): string => `
flags:
  ${key}:
    state: ENABLED
    variants: { "on": true, "off": false }
    defaultVariant: "off"
    metadata: { description: Hidden., effect: intent.off, intents: "*" }
`;
const FILES = {
  'mini-program-profiles.yaml':
    'profiles: { summarize_v1: { model: fast, system_prompt: You sum up. } }\nrouting: { summarize: summarize_v1 }\n',
  'env-policy.yaml': 'environments: { dev: { allowed_profiles: [summarize_v1], log_level: fatal } }\n',
  'feature-flags.yaml': flagsFile(),
};
const ASK = { intent: 'summarize', input: { text: 'Who pays for the parcel?' } };
const PATH = '/v1/ops/flags/review_mode';
const FILE_RULE = { state: 'ENABLED', defaultVariant: 'off', targeting: null };
const ON = { defaultVariant: 'on', reason: 'The store reviews us.' };

describe('changing a flag', () => {
  const setup = useServer({ files: FILES });

  const call = (method: string, path = PATH, body?: unknown): Promise<Reply> =>
    setup.server.call(method, path, { body, token: setup.server.token('op_1', true) });
  const code = async (user = 'u_1'): Promise<unknown> => {
    setup.openclaw.otherwise({ kind: 'answer', text: '- They do' });
    return (await setup.server.ask(ASK, setup.server.token(user))).body.code ?? 'served';
  };

  it('decides the very next ask, and is undone by one call', async () => {
    expect(await code()).toBe('served');
    const { body } = await call('PUT', PATH, ON);
    expect(body).toMatchObject({
      key: 'review_mode',
      type: 'boolean',
      client: false,
      effect: { kind: 'intent.off', intents: ['*'] },
      description: 'Hidden.',
      variants: { on: true, off: false },
      ...FILE_RULE,
      defaultVariant: 'on',
      files: FILE_RULE,
      source: 'change',
      version: 1,
      change: {
        kind: 'flag',
        action: 'set',
        by: 'op_1',
        reason: ON.reason,
        value: { ...FILE_RULE, defaultVariant: 'on' },
        before: FILE_RULE,
        after: { ...FILE_RULE, defaultVariant: 'on' },
      },
      ignored: null,
    });
    expect(await code()).toBe('INTENT_DISABLED');
    expect((await call('POST', `${PATH}/rollback`, {})).body).toMatchObject({
      source: 'files',
      version: 2,
      ...FILE_RULE,
    });
    expect(await code()).toBe('served');
    expect((await call('POST', `${PATH}/rollback`, {})).body.code).toBe('NOTHING_TO_ROLL_BACK');
  });

  it('may target users, and tells what each would get', async () => {
    const targeting = { if: [{ in: [{ var: 'targetingKey' }, ['u_reviewer']] }, 'on'] };
    expect((await call('PUT', PATH, { targeting, reason: 'One reviewer.' })).body).toMatchObject({
      targeting,
    });
    expect([await code('u_reviewer'), await code('u_1')]).toEqual(['INTENT_DISABLED', 'served']);
    expect((await call('GET', `${PATH}/evaluate?userId=u_reviewer`)).body).toEqual({
      key: 'review_mode',
      value: true,
      variant: 'on',
      reason: 'TARGETING_MATCH',
    });
    expect(
      (await call('GET', `${PATH}/evaluate?userId=u_1&appVersion=1.5.0&intent=summarize`)).body,
    ).toMatchObject({
      value: false,
      reason: 'DEFAULT',
    });
    await call('PUT', PATH, { state: 'DISABLED', reason: 'Not at all.' });
    expect((await call('GET', `${PATH}/evaluate?userId=u_reviewer`)).body).toMatchObject({
      value: null,
      variant: null,
      reason: 'DISABLED',
    });
  });

  it('keeps the whole rule, whatever files say later, and rolls back to what served', async () => {
    await call('PUT', PATH, ON);
    const rule = 'targeting: { if: [{ "===": [{ var: targetingKey }, u_1] }, "off"] }';
    writeFileSync(
      join(setup.server.configDir, 'feature-flags.yaml'),
      flagsFile().replace('metadata:', `${rule}\n    metadata:`),
    );
    const warned = vi.spyOn(Logger.prototype, 'warn');
    onTestFinished(() => warned.mockRestore());
    const { body } = await call('POST', '/v1/ops/config/reload');
    const hidden = expect.objectContaining({
      severity: 'warning',
      file: 'changes',
      path: 'flag:review_mode',
      message: expect.stringContaining('change 1 (by op_1)'),
    });
    expect(body['warnings']).toContainEqual(hidden);
    expect(warned).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ kind: 'flag', key: 'review_mode', version: 1, by: 'op_1' }),
      'the files were edited, and a change hides what they say',
    );
    const served = { ...FILE_RULE, defaultVariant: 'on' };
    expect((await call('GET')).body).toMatchObject({ ...served, change: { after: served } });
    await call('PUT', PATH, { state: 'DISABLED', reason: 'Not at all.' });
    // Whoever makes a change is shown what the files say.
    expect((await call('GET', '/v1/ops/config')).body['warnings']).not.toContainEqual(
      expect.objectContaining({ file: 'changes' }),
    );
    expect((await call('GET')).body).toMatchObject({ ...served, state: 'DISABLED' });
    expect((await call('POST', `${PATH}/rollback`)).body).toMatchObject({
      ...served,
      version: 3,
      change: { value: served, after: served },
    });
  });

  it('is kept with who, when and why, also when it is left to the files again', async () => {
    await call('PUT', PATH, ON);
    await call('DELETE', `${PATH}?reason=over&version=1`);
    expect((await call('GET', `${PATH}/history`)).body).toMatchObject({
      key: 'review_mode',
      changes: [
        { version: 2, action: 'clear', reason: 'over', value: null, after: FILE_RULE },
        { version: 1, action: 'set', by: 'op_1' },
      ],
      nextCursor: null,
    });
    const { body } = await call('GET', '/v1/ops/flags');
    expect(body).toMatchObject({
      environment: 'dev',
      flags: [{ key: 'review_mode', source: 'files', version: 2 }],
    });
  });

  it.each([
    [{ reason: 'x' }, ''],
    [{ state: 'OFF', reason: 'x' }, '/state'],
    [{ defaultVariant: 'of', reason: 'x' }, '/defaultVariant'],
    [{ targeting: 'on', reason: 'x' }, '/targeting'],
    [{ targeting: { iff: [true, 'on'] }, reason: 'x' }, '/targeting/iff'],
    [{ targeting: { if: [true, 'onn'] }, reason: 'x' }, '/targeting/if/1'],
    [{ targeting: { $ref: 'shared' }, reason: 'x' }, '/targeting/$ref'],
    [{ targeting: { sem_ver: [{ var: 'appVersion' }, '=', '1.5.0'] }, reason: 'x' }, '/targeting/sem_ver'],
    [{ targeting: { fractional: [['on', 10]] }, reason: 'x' }, '/targeting/fractional/0'],
    [{ variants: { on: false }, reason: 'x' }, '/variants'],
    [{ defaultVariant: 'on' }, '/reason'],
  ])('refuses %j', async (body, pointer) => {
    expect(await call('PUT', PATH, body)).toMatchObject({
      status: 400,
      body: { code: 'INPUT_INVALID', errors: [{ pointer }] },
    });
    expect((await call('GET')).body).toMatchObject({ version: 0, source: 'files' });
  });

  it.each(['1e999', '-1e400'])('refuses a number that JSON cannot keep: %s', async (number) => {
    const body = `{"targeting":{"if":[{"<":[{"var":"n"},${number}]},"on","off"]},"reason":"r"}`;
    expect(await call('PUT', PATH, body)).toMatchObject({
      status: 400,
      body: {
        code: 'INPUT_INVALID',
        errors: [{ pointer: '/targeting/if/0/</1', message: 'must be a finite number' }],
      },
    });
  });

  it('takes as large a rule as files may have, and says of a larger one what the limit is', async () => {
    const nested = (levels: number): object => (levels === 0 ? { var: 'plan' } : { '!': nested(levels - 1) });
    const deep = (levels: number) => ({ targeting: { if: [nested(levels), 'on'] }, reason: 'x' });
    expect((await call('PUT', PATH, deep(36))).status).toBe(200);
    const long = (length: number) => ({
      targeting: { if: [{ in: [{ var: 'targetingKey' }, Array(length).fill('u')] }, 'on'] },
      reason: 'x',
    });
    expect((await call('PUT', PATH, long(4900))).status).toBe(200);
    const tooDeep = await call('PUT', PATH, deep(45));
    expect(tooDeep.body.errors?.[0]?.message).toBe('is nested more than 40 levels deep');
    const tooLong = await call('PUT', PATH, long(6000));
    expect(tooLong.body.errors).toEqual([{ pointer: '/targeting', message: 'must have at most 5000 parts' }]);
    expect(await call('PUT', PATH, deep(500))).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '', message: 'is nested too deeply' }] },
    });
    expect((await call('PUT', PATH, long(20_000))).body.code).toBe('BODY_TOO_LARGE');
  });

  it('is rolled back without a body, whatever the content-type says', async () => {
    await call('PUT', PATH, ON);
    expect((await call('POST', `${PATH}/rollback`, '')).body).toMatchObject({ version: 2, source: 'files' });
    const empty = { body: '', token: setup.server.token('op_1', true) };
    expect((await setup.server.call('PUT', PATH, empty)).body.code).toBe('BODY_MALFORMED');
    expect((await setup.server.ask('')).body.code).toBe('BODY_MALFORMED');
  });

  it('refuses a version that is not the newest, a flag that there is not, and who is no operator', async () => {
    await call('PUT', PATH, ON);
    expect((await call('PUT', PATH, { ...ON, version: 0 })).body.code).toBe('CHANGE_CONFLICT');
    expect((await call('PUT', '/v1/ops/flags/nothing', ON)).body.code).toBe('NOT_FOUND');
    const user = { token: setup.server.token('u_1'), body: ON };
    expect((await setup.server.call('PUT', PATH, user)).body.code).toBe('OPERATOR_ONLY');
  });

  it('keeps files from losing a flag that a change is about', async () => {
    await call('PUT', PATH, ON);
    writeFileSync(join(setup.server.configDir, 'feature-flags.yaml'), flagsFile('another'));
    const refused = await call('POST', '/v1/ops/config/reload');
    expect(refused.body).toMatchObject({
      code: 'CONFIG_REJECTED',
      errors: [{ pointer: 'changes flag:review_mode' }],
    });
    expect(refused.text).toContain('keep the flag and its variants');
    await call('POST', `${PATH}/rollback`, {});
    expect((await call('POST', '/v1/ops/config/reload')).status).toBe(200);
  });
});
