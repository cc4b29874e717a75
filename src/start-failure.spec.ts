import { createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from './config/issues.js';
import { explainStartFailure } from './start-failure.js';

describe('explainStartFailure', () => {
  it('says that a port is taken, and what to do', async () => {
    const first = createServer().listen(0, '127.0.0.1');
    await once(first, 'listening');
    const address = first.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const second = createServer().listen(address.port, '127.0.0.1');
    const [error] = await once(second, 'error');
    expect(explainStartFailure(error)).toBe(
      `127.0.0.1:${address.port} is in use by another process: stop that one, or set PORT to a free port.`,
    );
    first.close();
  });

  it('passes the report of the configuration on', () => {
    expect(explainStartFailure(new ConfigurationError([]))).toContain('The configuration has');
  });

  it('leaves faults of ours to be thrown', () => {
    expect(explainStartFailure(new TypeError('x is not a function'))).toBeUndefined();
    expect(explainStartFailure('a string')).toBeUndefined();
  });
});
