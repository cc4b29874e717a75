export type ContextValue = string | number | boolean | null | { [key: string]: ContextValue };

/** What a client may tell about its situation (page, locale, order id …), sanitised: the contract's `context`. */
export type AskContext = Readonly<Record<string, ContextValue>>;

/** The key of the context in which a client tells its version. */
export const APP_VERSION_KEY = 'appVersion';

/** What a key of a context may be called, at any depth. */
export const CONTEXT_KEY = /^[\p{L}\p{M}\p{N}_.:-]{1,64}$/u;
