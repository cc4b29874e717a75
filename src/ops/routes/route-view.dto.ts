import { ApiProperty } from '@nestjs/swagger';
import { changeableRoutes } from '../../config/changes/changeable-routes.js';
import type { JsonObject } from '../../config/changes/config-change.js';
import type { ConfigLayers } from '../../config/live/config-layers.js';
import { isServed } from '../../profiles/profile-policy.js';
import { type FoundRoute, ProfileRegistry } from '../../profiles/profile-registry.js';
import { ChangeState, changeStateOf } from '../changes/change-state.dto.js';
import { ChangeList } from '../changes/change.dto.js';
import { RouteBody } from './route-body.dto.js';

const SOURCES = ['change', 'environment', 'shared', 'none'] as const;

/** How an intent is routed here, and by whom. */
export class RouteView extends ChangeState {
  @ApiProperty({ example: 'summarize' })
  readonly intent: string;

  @ApiProperty({ description: 'Whether the route leads anybody to a profile that is allowed here.' })
  readonly served: boolean;

  @ApiProperty({ type: RouteBody, nullable: true, description: 'What is in force; null: no route.' })
  readonly route: JsonObject | null;

  @ApiProperty({
    enum: SOURCES,
    description: "Who says so: a change, the environment's policy, the profiles.",
  })
  readonly source: (typeof SOURCES)[number];

  @ApiProperty({ type: RouteBody, nullable: true, description: 'What the files say.' })
  readonly files: JsonObject | null;

  @ApiProperty({ type: [String], description: 'The profiles that a change may name.' })
  readonly allowed: readonly string[];
}

export class RouteList {
  @ApiProperty({ example: 'prod' })
  readonly environment: string;

  @ApiProperty({ description: 'SHA-256 of the configuration in force.' })
  readonly configDigest: string;

  @ApiProperty({ type: [RouteView], description: 'Of every intent.' })
  readonly routes: readonly RouteView[];
}

export class RouteHistory extends ChangeList {
  @ApiProperty({ example: 'summarize' })
  readonly intent: string;
}

export function routeViewOf(layers: ConfigLayers, intent: string): RouteView {
  const { base, current, foundation } = layers;
  const { allowedProfiles } = base.environment;
  return {
    intent,
    served: isServed(current, intent),
    route: changeableRoutes.inForce(current, intent),
    source: sourceOf(new ProfileRegistry(current).route(intent)),
    files: changeableRoutes.inForce(base, intent),
    ...changeStateOf(layers, { kind: 'route', key: intent }),
    allowed: allowedProfiles.filter(
      (profile) => changeableRoutes.misfits(foundation, intent, { profile }).length === 0,
    ),
  };
}

function sourceOf(found: FoundRoute | undefined): RouteView['source'] {
  if (found === undefined) return 'none';
  if (found.change !== undefined) return 'change';
  return found.own ? 'environment' : 'shared';
}
