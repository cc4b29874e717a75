import { type KeyObject, generateKeyPairSync } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type Server, createServer } from 'node:http';
import { JwtService } from '@nestjs/jwt';
import { listen, stop } from './listen.js';
import type { TokenClaims } from './tokens.js';

type Algorithm = 'RS256' | 'ES256';

interface SigningKey {
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Somebody else's token service: signs tokens and publishes its keys (JWKS) over real HTTP. */
export class FakeIdentityProvider {
  /** How often the keys were asked for. */
  fetches = 0;
  /** Sent instead of the keys while set. */
  fault: 'error' | 'garbage' | 'empty' | 'hang' | undefined;
  private readonly keys = new Map<string, SigningKey>();
  private readonly withdrawn = new Set<string>();
  private readonly events = new EventEmitter();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<FakeIdentityProvider> {
    const server = createServer();
    const provider = new FakeIdentityProvider(server, `${await listen(server)}/jwks`);
    server.on('request', (_request, response) => {
      provider.fetches += 1;
      provider.events.emit('fetch');
      if (provider.fault === 'hang') return;
      if (provider.fault === 'error') return void response.writeHead(503).end();
      response.end(provider.document());
    });
    return provider;
  }

  /** Adds a key to those that are published. */
  addKey(kid: string, algorithm: Algorithm): void {
    const { privateKey, publicKey } =
      algorithm === 'RS256'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.keys.set(kid, { algorithm, privateKey, publicKey });
  }

  /** Takes a key out of those that are published; it can still sign. */
  withdraw(kid: string): void {
    this.withdrawn.add(kid);
  }

  /** @param algorithm in place of the one that the key is published for */
  sign(kid: string, claims: TokenClaims, algorithm: Algorithm | 'RS512' = this.key(kid).algorithm): string {
    const { privateKey } = this.key(kid);
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    return new JwtService({ privateKey: pem }).sign({ ...claims }, { algorithm, keyid: kid });
  }

  /** The public key as PEM: what an attacker would use as an HMAC secret. */
  publicPem(kid: string): string {
    return this.key(kid).publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  async untilFetched(): Promise<void> {
    await once(this.events, 'fetch');
  }

  async close(): Promise<void> {
    await stop(this.server);
  }

  private key(kid: string): SigningKey {
    const key = this.keys.get(kid);
    if (key === undefined) throw new Error(`There is no key ${kid}.`);
    return key;
  }

  private document(): string {
    if (this.fault === 'garbage') return '<html>';
    if (this.fault === 'empty') return '{"keys":[]}';
    const published = [...this.keys].filter(([kid]) => !this.withdrawn.has(kid));
    const keys = published.map(([kid, { algorithm, publicKey }]) =>
      Object.assign(publicKey.export({ format: 'jwk' }), { kid, alg: algorithm, use: 'sig' }),
    );
    return JSON.stringify({ keys });
  }
}
