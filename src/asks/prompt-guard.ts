import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AppError } from '../common/errors/app-error.js';
import type { Settings } from '../config/settings.js';
import type { Profile } from '../config/snapshot.js';
import { promptMark } from '../intents/prompt-mark.js';
import { PromptSecrets } from '../output/leak/prompt-secrets.js';

/** A profile's prompt with its mark, and what of both must never come out. */
export interface GuardedPrompt {
  readonly mark: string;
  readonly secrets: PromptSecrets;
}

/** Marks prompts, and knows a leaked one. */
@Injectable()
export class PromptGuard {
  private readonly key: string;
  /** Profiles are frozen and live as long as their snapshot. */
  private readonly guarded = new WeakMap<Profile, GuardedPrompt>();

  constructor(config: ConfigService<Settings, true>) {
    this.key = config.get('promptKey', { infer: true });
  }

  of(profile: Profile): GuardedPrompt {
    const before = this.guarded.get(profile);
    if (before !== undefined) return before;
    const mark = promptMark(profile.digest, this.key);
    const guarded = { mark, secrets: PromptSecrets.of(mark, profile.systemPrompt) };
    this.guarded.set(profile, guarded);
    return guarded;
  }
}

/** Ends an ask whose answer gives a prompt away. Nobody is asked instead: who wants the prompt would ask them, too. */
export function promptLeak(): AppError {
  return new AppError('CONTENT_REJECTED', { detail: 'The answer was withheld.', reason: 'prompt_leak' });
}
