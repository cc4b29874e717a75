export type { Behaviour, Pieces, ProviderStatus, Script } from './behaviour.js';
export { FakeOpenClaw, type FakeOpenClawOptions } from './fake-openclaw.js';
export type { RecordedRequest } from './recorded-request.js';
