import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.js';

/** What a request through the proxy at 10.0.0.1 comes from, when the proxy says `ip`. */
function callerOf(ip: string): string {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: '10.0.0.1' });
  return clientAddress({ ip, socket });
}

describe('the address of a client', () => {
  it.each([
    ['8.8.8.8', '8.8.8.8'],
    ['8.8.8.8:1001', '8.8.8.8'],
    ['::ffff:8.8.8.8', '8.8.8.8'],
    ['[2001:db8:1:2::9]:443', callerOf('2001:db8:1:2::1')],
    ['[2001:db8:1:2::9]', callerOf('2001:db8:1:2::1')],
    ['2001:db8:1:2::9', callerOf('2001:db8:1:2::1')],
  ])('of %s is %s', (ip, caller) => {
    expect(callerOf(ip)).toBe(caller);
  });

  it.each([
    'garbage1',
    'unknown',
    '_hidden',
    '8.8.8.8:',
    '8.8.8:80',
    '999.1.1.1',
    '[8.8.8.8',
    '',
    'a'.repeat(9000),
  ])('is the peer of the socket where %j is none', (ip) => {
    expect(callerOf(ip)).toBe('10.0.0.1');
  });
});
