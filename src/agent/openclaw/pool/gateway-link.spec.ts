import { once } from 'node:events';
import { type Socket, createServer } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { neverAborted } from '../../../../test/support/agent-runs.js';
import { GatewayLink } from './gateway-link.js';

afterEach(() => {
  vi.useRealTimers();
});

it('waits two seconds and little more for a connection', async () => {
  // Never says a word, so that no connection comes about over TLS.
  const server = createServer();
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');

  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const link = new GatewayLink(`https://127.0.0.1:${address.port}`, 'token');
  let failure: unknown;
  const failed = link.get('/readyz', neverAborted()).catch((error: unknown) => (failure = error));
  await once(server, 'connection');
  await vi.advanceTimersByTimeAsync(1900);
  expect(failure).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1600);
  await failed;
  expect(failure).toMatchObject({ reason: 'gateway_unreachable', secondTry: 'futile' });

  await link.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});
