import { AppError } from '../common/errors/app-error.js';

/** The database cannot be used at all, told so that whoever starts the server can mend it. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable';
}

/** What a driver complained about, cleaned of the values it may quote: safe to log. */
export class StorageFault extends Error {
  override readonly name = 'StorageFault';
}

/** The error of every failed query, for clients (`INTERNAL`) and for logs (the cause) alike. */
export function storageFailure(explanation: string): AppError {
  return new AppError('INTERNAL', { reason: 'storage', cause: new StorageFault(explanation) });
}
