import { ApiProperty } from '@nestjs/swagger';
import type { ConfigLayers } from '../../config/live/config-layers.js';
import type { ConfigReloader } from '../../config/live/config-reloader.js';
import {
  RELOAD_OUTCOMES,
  RELOAD_TRIGGERS,
  type ReloadOutcome,
  type ReloadReport,
  type ReloadTrigger,
} from '../../config/live/reload-report.js';
import type { ConfigIssue } from '../../config/snapshot.js';
import { ChangeView, changeViewOf } from '../changes/change.dto.js';

class ConfigIssueView implements ConfigIssue {
  @ApiProperty({ enum: ['error', 'warning'] })
  readonly severity: ConfigIssue['severity'];

  @ApiProperty({
    description: 'As the server was given it, `environment`, or `changes` for what lies over the files.',
    example: 'config/env-policy.yaml',
  })
  readonly file: string;

  @ApiProperty({ required: false, description: 'From 1; absent for environment variables.' })
  readonly line?: number;

  @ApiProperty({ required: false, description: 'From 1.' })
  readonly column?: number;

  @ApiProperty({ example: 'profiles.summarize_v1.max_tokens' })
  readonly path: string;

  @ApiProperty({ description: 'What is wrong, and what is allowed.' })
  readonly message: string;
}

class ReloadView {
  @ApiProperty({ description: 'ISO 8601.' })
  readonly at: string;

  @ApiProperty({
    enum: RELOAD_TRIGGERS,
    description:
      'The server began, storage had failed before, files changed, SIGHUP came, or an operator asked; the last of several.',
  })
  readonly trigger: ReloadTrigger;

  @ApiProperty({ enum: RELOAD_OUTCOMES, description: '`rejected`: what was in force before stays so.' })
  readonly outcome: ReloadOutcome;

  @ApiProperty({ type: [ConfigIssueView], description: 'Why it was rejected.' })
  readonly errors: readonly ConfigIssueView[];
}

class IgnoredChangeView {
  @ApiProperty()
  readonly change: ChangeView;

  @ApiProperty({ example: 'there is no profile "summarize_v2"' })
  readonly why: string;
}

/** What is in force, and what came of trying something else. */
export class ConfigStatus {
  @ApiProperty({ example: 'prod' })
  readonly environment: string;

  @ApiProperty({ description: 'SHA-256 of the configuration in force: the one that traces name.' })
  readonly configDigest: string;

  @ApiProperty({ description: 'SHA-256 of what the files say, as they were last accepted.' })
  readonly filesDigest: string;

  @ApiProperty({ description: 'When the files were read that are in force; ISO 8601.' })
  readonly loadedAt: string;

  @ApiProperty({
    type: [ConfigIssueView],
    description: 'Of the files in force; and edits of theirs since the start that a change hides.',
  })
  readonly warnings: readonly ConfigIssueView[];

  @ApiProperty({ type: ReloadView })
  readonly lastReload: ReloadView;

  @ApiProperty({
    type: ReloadView,
    nullable: true,
    description: 'Also when a later reload was applied; null when none was rejected since the start.',
  })
  readonly lastRejected: ReloadView | null;

  @ApiProperty({ type: [ChangeView], description: 'What lies over the files: the newest of each subject.' })
  readonly changes: readonly ChangeView[];

  @ApiProperty({
    type: [IgnoredChangeView],
    description: 'Changes that the files leave no room for, also for a part of them alone.',
  })
  readonly ignoredChanges: readonly IgnoredChangeView[];
}

export function configStatusOf(layers: ConfigLayers, reloader: ConfigReloader): ConfigStatus {
  const { base, current, ignored, inForce } = layers;
  const { lastReload, lastRejected } = reloader;
  return {
    environment: current.environment.name,
    configDigest: current.digest,
    filesDigest: base.digest,
    loadedAt: new Date(base.loadedAt).toISOString(),
    warnings: [...current.warnings, ...layers.hiddenEdits],
    lastReload: viewOf(lastReload),
    lastRejected: lastRejected && viewOf(lastRejected),
    changes: inForce.map(changeViewOf),
    ignoredChanges: ignored.map(({ change, why }) => ({ change: changeViewOf(change), why })),
  };
}

function viewOf({ at, ...report }: ReloadReport): ReloadView {
  return { at: new Date(at).toISOString(), ...report };
}
