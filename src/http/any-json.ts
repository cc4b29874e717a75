/** What OpenAPI calls a value of any kind that JSON has: what is `unknown` here, decorators would take for an object. */
export const ANY_JSON = {
  oneOf: [
    { type: 'boolean' },
    { type: 'string' },
    { type: 'number' },
    { type: 'array', items: {} },
    { type: 'object', additionalProperties: true },
  ],
};
