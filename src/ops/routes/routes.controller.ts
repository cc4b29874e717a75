import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { AppError } from '../../common/errors/app-error.js';
import { routeValue } from '../../config/changes/changeable-routes.js';
import type { ChangeSubject } from '../../config/changes/config-change.js';
import { ConfigChanger } from '../../config/changes/config-changer.js';
import { ConfigLayers } from '../../config/live/config-layers.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/api-problems.decorator.js';
import { withBody } from '../../http/body-rules.js';
import { contractValidationPipe } from '../../http/validation.js';
import { IntentRegistry } from '../../intents/intent-registry.js';
import { ProfileRegistry } from '../../profiles/profile-registry.js';
import { ClearQuery, HistoryQuery, RollbackRequest } from '../changes/change-request.dto.js';
import { SubjectChanges } from '../changes/subject-changes.js';
import { IntentParam } from '../changes/subject-params.js';
import { readRoute } from './read-route.js';
import { ReplayProof } from './replay-proof.js';
import { RouteChangeRequest } from './route-change-request.dto.js';
import { RouteHistory, RouteList, RouteView, routeViewOf } from './route-view.dto.js';

const EXAMPLE = {
  profile: 'summarize_v1',
  canary: { profile: 'summarize_v2', percent: 10 },
  reason: 'Try the shorter prompt on a tenth of the users.',
};

/** Who serves what, changed at once and without the files. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/routes')
export class RoutesController {
  constructor(
    private readonly layers: ConfigLayers,
    private readonly changer: ConfigChanger,
    private readonly changes: SubjectChanges,
    private readonly proof: ReplayProof,
    private readonly intents: IntentRegistry,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listRoutes', summary: 'How every intent is routed here, and by whom' })
  @ApiOkResponse({ type: RouteList })
  list(): RouteList {
    const { environment, digest } = this.layers.current;
    const routes = this.intents.names().map((intent) => routeViewOf(this.layers, intent));
    return { environment: environment.name, configDigest: digest, routes };
  }

  @Get(':intent')
  @IntentParam()
  @ApiOperation({ operationId: 'getRoute', summary: 'How an intent is routed here, and by whom' })
  @ApiOkResponse({ type: RouteView })
  @ApiProblems('NOT_FOUND')
  show(@Param('intent') intent: string): RouteView {
    return this.viewOf(this.subjectOf(intent));
  }

  @Put(':intent')
  @IntentParam()
  @ApiOperation({
    operationId: 'changeRoute',
    summary: 'Route an intent by this from now on, whatever the files say',
    description: 'Serves here at once, and in every process of the environment within two seconds.',
  })
  @ApiBody({ type: RouteChangeRequest, examples: { canary: { value: EXAMPLE } } })
  @ApiOkResponse({ type: RouteView })
  @ApiProblems(...BODY_PROBLEMS, 'PROFILE_NOT_ALLOWED', 'NOT_FOUND', 'CHANGE_CONFLICT', 'REPLAY_REQUIRED')
  async change(
    @Param('intent') intent: string,
    @Body(contractValidationPipe()) { reason, requires, version, ...body }: RouteChangeRequest,
    @CurrentUser() { userId: by }: AuthenticatedUser,
  ): Promise<RouteView> {
    const subject = this.subjectOf(intent);
    const route = readRoute(body, new ProfileRegistry(this.layers.current).route(intent)?.route);
    await this.changer.change({
      subject,
      value: routeValue(route),
      reason,
      by,
      version,
      ...(requires && { evidence: (inForce) => this.proof.of(inForce, intent, route, requires.eval) }),
    });
    return this.viewOf(subject);
  }

  @Post(':intent/rollback')
  @IntentParam()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'rollBackRoute',
    summary: 'Put back what was in force before; repeated, it goes further back, to the files in the end',
  })
  @RouteConfig(withBody({ isOptional: true }))
  @ApiBody({
    required: false,
    type: RollbackRequest,
    examples: { before: { value: { reason: 'The answers are too long.' } } },
  })
  @ApiOkResponse({ type: RouteView })
  @ApiProblems(
    ...BODY_PROBLEMS,
    'PROFILE_NOT_ALLOWED',
    'NOT_FOUND',
    'CHANGE_CONFLICT',
    'NOTHING_TO_ROLL_BACK',
  )
  async rollBack(
    @Param('intent') intent: string,
    @Body(contractValidationPipe({ isBodyOptional: true })) request: RollbackRequest,
    @CurrentUser() { userId: by }: AuthenticatedUser,
  ): Promise<RouteView> {
    const subject = this.subjectOf(intent);
    await this.changes.rollBack(subject, request, by);
    return this.viewOf(subject);
  }

  @Delete(':intent')
  @IntentParam()
  @ApiOperation({ operationId: 'clearRoute', summary: 'Leave an intent to the files again' })
  @ApiOkResponse({ type: RouteView })
  @ApiProblems('INPUT_INVALID', 'NOT_FOUND', 'CHANGE_CONFLICT')
  async clear(
    @Param('intent') intent: string,
    @Query(contractValidationPipe()) query: ClearQuery,
    @CurrentUser() { userId: by }: AuthenticatedUser,
  ): Promise<RouteView> {
    const subject = this.subjectOf(intent);
    await this.changes.clear(subject, query, by);
    return this.viewOf(subject);
  }

  @Get(':intent/history')
  @IntentParam()
  @ApiOperation({
    operationId: 'getRouteHistory',
    summary: 'What was changed, newest first, a page at a time',
  })
  @ApiOkResponse({ type: RouteHistory })
  @ApiProblems('INPUT_INVALID', 'NOT_FOUND')
  async history(
    @Param('intent') intent: string,
    @Query(contractValidationPipe()) query: HistoryQuery,
  ): Promise<RouteHistory> {
    return { intent, ...(await this.changes.history(this.subjectOf(intent), query)) };
  }

  private subjectOf(intent: string): ChangeSubject {
    if (this.intents.get(intent) !== undefined) return { kind: 'route', key: intent };
    throw new AppError('NOT_FOUND', { detail: 'There is no intent of this name.' });
  }

  private viewOf({ key }: ChangeSubject): RouteView {
    return routeViewOf(this.layers, key);
  }
}
