import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Where `npm run console:build` puts the console. */
export const CONSOLE_DIR = join(import.meta.dirname, '../../dist/web');

/**
 * Nothing but what this server gives, no script that stands in a page, and no text that becomes HTML: whatever a
 * user or a model has written, it cannot run here.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  // The page names the files of its build; an old page would ask for files that are gone.
  'cache-control': 'no-cache',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** Seconds; for files whose names change with what is in them. */
const A_YEAR_S = 31_536_000;

/** The files of the console's build, each a route of its own: there is no path to climb out of. */
export class ConsoleFiles {
  /** False where the console was not built: everything else works without. */
  readonly built: boolean;

  constructor(private readonly dir: string) {
    this.built = existsSync(join(dir, 'index.html'));
  }

  register(fastify: FastifyInstance): void {
    if (!this.built) return;
    void fastify.register(fastifyStatic, {
      root: this.dir,
      prefix: '/console/',
      wildcard: false,
      index: false,
      // The page has headers of its own: see sendPage.
      globIgnore: ['index.html'],
      cacheControl: false,
      setHeaders: (reply, path) => {
        const hashed = path.startsWith(join(this.dir, 'assets'));
        reply.header('cache-control', hashed ? `public, max-age=${A_YEAR_S}, immutable` : 'no-cache');
      },
    });
  }

  /** The page, whatever address of the console was asked for: it finds its way by itself. */
  async sendPage(reply: FastifyReply): Promise<void> {
    await reply.headers(PAGE_HEADERS).sendFile('index.html', { cacheControl: false });
  }
}
