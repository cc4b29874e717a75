/** What a class of the server's DTOs becomes on its way to the console: its fields, and nothing else. */
export type Plain<T> = T extends object ? { readonly [Key in keyof T]: Plain<T[Key]> } : T;
