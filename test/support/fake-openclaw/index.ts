export type { Behaviour, FakeToolCall, Pieces, ProviderStatus, Script } from './behaviour.js';
export { FakeOpenClaw, type FakeOpenClawOptions } from './fake-openclaw.js';
export type { RecordedRequest } from './recorded-request.js';
export type { PluginEngine } from './plugin-engine.js';
export type { FakePluginOptions } from './plugin-routes.js';
export {
  type Attack,
  ObedientModel,
  type Obedience,
  OTHER_USERS_WORDS,
  type Wish,
} from './obedient-model.js';
export { SPELLINGS, type Spelling } from './spellings.js';
