import type { Clock } from '../common/clock.js';
import type { Part, SdkParts } from '../host/sdk-parts.js';
import type { EngineName } from '../request/complete-request.js';
import { AgentEngine } from './agent-engine.js';
import type { Engine } from './engine.js';
import { LeanEngine } from './lean-engine.js';
import type { PromptReplacements } from './prompt-replacements.js';
import { PublicEngine } from './public-engine.js';

/** Each engine, or why there is none. */
export type Engines = Readonly<Record<EngineName, Engine | { readonly unavailable: string }>>;

export interface EngineNeeds {
  readonly replacements: PromptReplacements;
  readonly clock: Clock;
  readonly prepareTtlMs: number;
}

/** The engines that the SDK of this OpenClaw allows. */
export function makeEngines(parts: SdkParts, { replacements, clock, prepareTtlMs }: EngineNeeds): Engines {
  return {
    lean: ifThere(parts.lean, (sdk) => new LeanEngine(sdk, clock, prepareTtlMs)),
    public: ifThere(parts.public, (sdk) => new PublicEngine(sdk)),
    agent: ifThere(parts.agent, (sdk) => new AgentEngine(sdk, replacements, clock)),
  };
}

function ifThere<T>(part: Part<T>, make: (sdk: T) => Engine): Engine | { readonly unavailable: string } {
  return part.available ? make(part.sdk) : { unavailable: part.reason };
}
