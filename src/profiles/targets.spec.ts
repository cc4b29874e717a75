import { describe, expect, it } from 'vitest';
import { unmetBy } from './targets.js';

describe('a target', () => {
  const audience = { userId: 'u_1', context: { appVersion: '1.4.0', locale: 'zh_CN', level: 3, vip: true } };

  it('takes who fulfils all that it asks for', () => {
    const locale = new Map([['locale', ['en', 'zh_CN']]]);
    const whole = { profile: 'p', users: ['u_1'], appVersion: '^1.4', context: locale };
    expect(unmetBy(whole, audience)).toEqual([]);
    expect(unmetBy({ ...whole, users: ['u_2'] }, audience)).toEqual(['not one of its users']);
    expect(unmetBy({ ...whole, users: [] }, audience)).toEqual(['not one of its users']);
    expect(unmetBy(whole, { userId: 'u_1' })).toEqual([
      'no appVersion in ^1.4',
      'context.locale has none of its values',
    ]);
  });

  it.each([
    ['level', [3], true],
    ['level', ['3'], false],
    ['vip', [true], true],
    ['vip', ['true'], false],
    ['toString', ['x'], false],
  ])('compares context.%s with %j as JSON does', (key, values, fits) => {
    expect(unmetBy({ profile: 'p', context: new Map([[key, values]]) }, audience).length === 0).toBe(fits);
  });

  it.each([
    ['>=1.4.0', '1.4.0', true],
    ['>=1.4.0', '1.3.9', false],
    ['>=1.4.0', 'v1.4.1', true],
    ['>=1.4.0', '1.4', true],
    ['>=1.4.0', '2', true],
    ['>=1.4.0', '1.5.0-beta.1', true],
    ['>=1.4.0', '1.4.0-beta.1', false],
    ['>=1.4.0 <2', '2.0.0', false],
    ['>=1.4.0', '', false],
    ['>=1.4.0', 'spring 2.0.0', false],
    ['>=1.4.0', '1.4.0.7', false],
    ['>=1.4.0', 2, false],
    ['>=1.4.0', null, false],
    ['*', undefined, false],
  ])('with the range %s and appVersion %j: %j', (appVersion, claimed, fits) => {
    const context = claimed === undefined ? null : { appVersion: claimed };
    expect(unmetBy({ profile: 'p', appVersion }, { userId: 'u', context }).length === 0).toBe(fits);
  });
});
