import { KnowledgeError } from './agent/local/knowledge/knowledge-folder.js';
import { ConfigurationError } from './config/issues.js';
import { DatabaseUnusable } from './storage/storage-errors.js';

/** Errors whose message is written for whoever starts the server. */
const MENDABLE = [ConfigurationError, DatabaseUnusable, KnowledgeError];

/** What the operating system says when a server cannot listen, and what to do about it. */
const LISTEN_ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another process: stop that one, or set PORT to a free port',
  EACCES: 'may not be used by this user: set PORT to a port from 1024 on',
  EADDRNOTAVAIL: 'is not an address of this machine: set HOST to one that is',
  ENOTFOUND: 'is not an address of this machine: set HOST to one that is',
};

/** The words for somebody who can mend it, or undefined for a fault of ours, which needs its stack. */
export function explainStartFailure(error: unknown): string | undefined {
  if (MENDABLE.some((kind) => error instanceof kind) && error instanceof Error) return error.message;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  const advice = LISTEN_ADVICE[error.code];
  if (advice === undefined) return undefined;
  const address = 'address' in error ? error.address : 'hostname' in error ? error.hostname : 'the address';
  const port = 'port' in error ? `:${String(error.port)}` : '';
  return `${String(address)}${port} ${advice}.`;
}
