import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** Sends bytes as they are; resolves with all that comes back until the server hangs up. */
export async function rawTo(url: string, bytes: string): Promise<string> {
  const socket = await connectTo(url);
  socket.write(bytes, 'latin1');
  return untilClosed(socket);
}

/**
 * A connection on which nothing was said yet.
 * @param options `allowHalfOpen`: our side stays open when the server ends its own
 */
export async function connectTo(url: string, options: { allowHalfOpen?: boolean } = {}): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, ...options });
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the other side hangs up, however roughly. */
export async function untilClosed(socket: Socket): Promise<string> {
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString()));
  // A reset is an end like any.
  socket.on('error', () => undefined);
  if (!socket.closed) await once(socket, 'close');
  return answer;
}
