import { Socket } from 'node:net';
import { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { SignalListener, Signals } from './engine.js';

const CHANNEL = 'miniask_changes';
const CONNECT_MS = 3000;
/** How long a server may take to answer LISTEN, or a farewell. */
const ANSWER_MS = 2000;

/** NOTIFY, and LISTEN on a connection of its own: one of the pool would be given to somebody else. */
export function postgresSignals(connectionString: string): Signals {
  return {
    tell: (text) => CompiledQuery.raw('select pg_notify($1, $2)', [CHANNEL, text]),
    listen: (listener) => listen(connectionString, listener),
  };
}

async function listen(connectionString: string, listener: SignalListener): Promise<() => Promise<void>> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString,
    application_name: 'miniask',
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    stream: () => socket,
  });
  client.on('notification', ({ payload = '' }) => listener.heard(payload));
  client.on('error', (error) => listener.lost(error));
  client.on('end', () => listener.lost(new Error('the connection was closed')));
  const close = async (): Promise<void> => {
    // A machine that vanished answers no farewell.
    socket.setTimeout(ANSWER_MS, () => socket.destroy());
    await client.end().catch(() => socket.destroy());
  };
  try {
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}
