export type { Behaviour, FakeToolCall, Pieces, ProviderStatus, Script } from './behaviour.js';
export { FakeOpenClaw, type FakeOpenClawOptions } from './fake-openclaw.js';
export type { RecordedRequest } from './recorded-request.js';
export type { FakePluginOptions, PluginEngine } from './plugin-routes.js';
