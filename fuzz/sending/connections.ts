import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

/** Connections to one server, which may be used again as those of any client. */
export class Connections {
  private readonly idle: Socket[] = [];

  constructor(private readonly url: URL) {}

  /** @throws Error when nobody listens there */
  async open(fresh: boolean): Promise<Socket> {
    for (let socket = fresh ? undefined : this.idle.pop(); socket !== undefined; socket = this.idle.pop()) {
      if (!socket.destroyed && socket.writable) return socket;
    }
    const socket = connect(Number(this.url.port), this.url.hostname);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    // Being cut off is what many requests are for.
    socket.on('error', () => undefined);
    return socket;
  }

  giveBack(socket: Socket): void {
    socket.removeAllListeners('data').removeAllListeners('close');
    this.idle.push(socket);
  }

  close(): void {
    for (const socket of this.idle) socket.destroy();
  }
}
