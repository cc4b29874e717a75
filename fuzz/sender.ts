import type { HostileRequest, ServerName } from './request.ts';
import { Connections } from './sending/connections.ts';
import type { Exchange } from './sending/exchange.ts';
import { sendBytes } from './sending/send-bytes.ts';

/** Headers that say where a request ends, or what becomes of its connection. */
const FRAMING = /^(?:connection|content-length|expect|host|transfer-encoding|upgrade)$/;

/** Sends each request to its server, by net sockets: an HTTP client would refuse to send most of them. */
export class Sender {
  private readonly connections: Readonly<Record<ServerName, Connections>>;

  constructor(urls: Readonly<Record<ServerName, string>>) {
    this.connections = {
      lifted: new Connections(new URL(urls.lifted)),
      shipped: new Connections(new URL(urls.shipped)),
    };
  }

  send(request: HostileRequest): Promise<Exchange> {
    const { server, bytes, hangs } = request;
    const bodyless = /^[\r\n]*HEAD /.test(bytes.toString('latin1', 0, 20));
    return sendBytes(this.connections[server], { bytes, bodyless, hangs, single: isSingle(request) });
  }

  close(): void {
    for (const connections of Object.values(this.connections)) connections.close();
  }
}

function isSingle({ draft }: HostileRequest): boolean {
  if (draft === null) return false;
  const { method, target, headers } = draft;
  const text = [target, ...headers.flat()].join('');
  return /^[A-Z]+$/.test(method) && /^[\x21-\x7e]+$/.test(target) && !/[\r\n\0]/.test(text) && !headers.some(([name]) => FRAMING.test(name));
} // prettier-ignore
