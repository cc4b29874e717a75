export type ContextValue = string | number | boolean | null | { [key: string]: ContextValue };

/** What a client may tell about its situation (page, locale, order id …), sanitised: the contract's `context`. */
export type AskContext = Readonly<Record<string, ContextValue>>;
