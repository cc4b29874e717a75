import { once } from 'node:events';
import { type Server, type Socket, connect, createServer } from 'node:net';

/** A network between a client and a server, which a test can break. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private silent = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @param port where it listens; any that is free unless told otherwise */
  static async start(target: { host: string; port: number }, port = 0): Promise<TcpProxy> {
    const server = createServer();
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not a TCP server');
    const proxy = new TcpProxy(server, address.port);
    server.on('connection', (client) => proxy.join(client, connect(target)));
    return proxy;
  }

  /** From now on nothing that was connected before hears anything, as when a machine lost its power. */
  goSilent(): void {
    this.silent = true;
  }

  /** New connections work again; the old ones stay as they are. */
  recover(): void {
    this.silent = false;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, upstream: Socket): void {
    let lost = false;
    const relay = (from: Socket, to: Socket) => {
      this.sockets.add(from);
      from.on('data', (bytes) => {
        lost ||= this.silent;
        if (!lost) to.write(bytes);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    };
    relay(client, upstream);
    relay(upstream, client);
  }
}
