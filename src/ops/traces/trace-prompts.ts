import { Injectable } from '@nestjs/common';
import type { ModelTarget, Profile } from '../../config/snapshot.js';
import { composeMessages } from '../../intents/prompt.js';
import { ReplayQuestions, notReplayable } from '../../replays/replay-question.js';
import { ConfigArchive } from '../../trace/config-archive.js';
import type { TraceRecord } from '../../trace/trace-record.js';
import { TracePrompt, promptModel, promptProfile } from './trace-prompt.dto.js';

/** Stands in place of the mark, by which the server knows a prompt in an answer: that is for models alone. */
const NO_MARK = '…';

/** Tells of a trace what its model was asked. */
@Injectable()
export class TracePrompts {
  constructor(
    private readonly archive: ConfigArchive,
    private readonly questions: ReplayQuestions,
  ) {}

  /** @throws AppError `NOT_REPLAYABLE`, saying what was not kept; `INTERNAL` */
  async of(record: TraceRecord): Promise<TracePrompt> {
    const { intent, input, context } = this.questions.of(record);
    const { profile, model } = await this.served(record);
    const prompt = { text: profile.systemPrompt, mark: NO_MARK };
    const messages = composeMessages(prompt, intent.handler.prepare(input, profile.output), context);
    return {
      profile: promptProfile(profile),
      model: promptModel(model),
      messages: messages.map(({ role, content }) => ({ role, content })),
    };
  }

  private async served({
    profileDigest,
    configDigest,
  }: TraceRecord): Promise<{ readonly profile: Profile; readonly model: ModelTarget }> {
    if (profileDigest === null) throw notReplayable('It was refused before a profile was chosen.');
    const profile = await this.archive.findProfile(profileDigest);
    const config = await this.archive.findConfig(configDigest);
    const model = profile === null ? undefined : config?.models.get(profile.model);
    if (profile === null || model === undefined)
      throw notReplayable('The configuration of that time was not kept.');
    return { profile, model };
  }
}
