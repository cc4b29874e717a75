/**
 * Modules that OpenClaw's plugin loader resolves. They are foreign: nothing is known of what they have,
 * and `sdk-parts.ts` looks before it calls.
 */
declare module 'openclaw/plugin-sdk/*' {}
