/** A request before it becomes bytes. Nothing in it needs to be valid. */
export interface Draft {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
}

/** Which of the servers: the one whose limits are out of the way, or the one as it ships. */
export type ServerName = 'lifted' | 'shipped';

export interface HostileRequest {
  readonly server: ServerName;
  /** How it was made; the report counts by it. */
  readonly kind: string;
  /** What it was before it became bytes; null when it never was a request. */
  readonly draft: Draft | null;
  readonly bytes: Buffer;
  /** Never says that it is done: the server must lose patience by itself. */
  readonly hangs: boolean;
}

/** The bytes of a draft, with a right `content-length` unless it says something of its length itself. */
export function serialise({ method, target, headers, body }: Draft): Buffer {
  const framed = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name));
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const length = body === null || framed ? '' : `content-length: ${body.length}\r\n`;
  const head = `${method} ${target} HTTP/1.1\r\nhost: fuzz\r\n${lines}${length}\r\n`;
  return Buffer.concat([Buffer.from(head, 'utf8'), body ?? Buffer.alloc(0)]);
}
