import { describe, expect, it } from 'vitest';
import { USER_ID_PATTERN } from '../common/ids.js';
import { userIdOf } from './user-ids.js';

const KEY = 'a key of forty characters for user ids!!';

describe('userIdOf', () => {
  it('is stable: changing it would lose every user their history', () => {
    expect(userIdOf('oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', 'wx0123456789abcdef', KEY)).toBe(
      'u_LJ_IrgPUrqAb1LQL8GmZ1w',
    );
  });

  it('is a user id', () => {
    expect(userIdOf('o', 'wx', KEY)).toMatch(USER_ID_PATTERN);
  });

  it('depends on the openid, the app and the key', () => {
    const ids = [
      userIdOf('o1', 'wx1', KEY),
      userIdOf('o2', 'wx1', KEY),
      userIdOf('o1', 'wx2', KEY),
      userIdOf('o1', 'wx1', `${KEY}!`),
      userIdOf('1o1', 'wx', KEY),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
