import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { AuthenticatedUser } from '../../auth/authenticated-user.js';
import { CurrentUser } from '../../auth/current-user.decorator.js';
import { OperatorOnly } from '../../auth/operator-only.decorator.js';
import { AppError } from '../../common/errors/app-error.js';
import type { ChangeSubject } from '../../config/changes/config-change.js';
import { ConfigChanger } from '../../config/changes/config-changer.js';
import type { Flag } from '../../config/flag.js';
import { ConfigLayers } from '../../config/live/config-layers.js';
import { Flags } from '../../flags/flags.js';
import { ApiProblems, BODY_PROBLEMS } from '../../http/api-problems.decorator.js';
import { withBody } from '../../http/body-rules.js';
import { contractValidationPipe, inputInvalid } from '../../http/validation.js';
import { contextOfQuery } from '../../intents/context-query.dto.js';
import { ClearQuery, HistoryQuery, RollbackRequest } from '../changes/change-request.dto.js';
import { SubjectChanges } from '../changes/subject-changes.js';
import { FlagParam } from '../changes/subject-params.js';
import { FlagChangeRequest, FlagTrial } from './flag-request.dto.js';
import { FlagHistory, FlagList, FlagOutcome, FlagView, flagViewOf } from './flag-view.dto.js';

/**
 * Room for every rule that a file may have and for such as are too large, so that the rule's own limits are what is told.
 * Parts are bounded by the size of a body alone.
 */
const RULE = { depth: 64, parts: Infinity } as const;

const REVIEW = { defaultVariant: 'on', targeting: null, reason: 'The store reviews us today.' };

/** Who gets which variant of a flag, changed at once and without the files. */
@ApiTags('Operating')
@OperatorOnly()
@Controller('v1/ops/flags')
export class FlagsController {
  constructor(
    private readonly layers: ConfigLayers,
    private readonly changer: ConfigChanger,
    private readonly changes: SubjectChanges,
    private readonly flags: Flags,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listFlags', summary: 'Every feature flag, as it is evaluated here' })
  @ApiOkResponse({ type: FlagList })
  list(): FlagList {
    const { environment, digest, flags } = this.layers.current;
    const views = Array.from(flags.values(), (flag) => flagViewOf(this.layers, flag));
    return { environment: environment.name, configDigest: digest, flags: views };
  }

  @Get(':key')
  @FlagParam()
  @ApiOperation({ operationId: 'getFlag', summary: 'A feature flag, as it is evaluated here' })
  @ApiOkResponse({ type: FlagView })
  @ApiProblems('NOT_FOUND')
  show(@Param('key') key: string): FlagView {
    return flagViewOf(this.layers, this.flagOf(key));
  }

  @Put(':key')
  @FlagParam()
  @ApiOperation({
    operationId: 'changeFlag',
    summary: 'Evaluate a flag by this from now on, whatever the files say',
    description:
      'Serves here at once, and in every process of the environment within two seconds. What is left out stays as it is, and the whole rule is kept: ' +
      'later files change nothing of it. A body has 64 KB at most.',
  })
  @RouteConfig(withBody(RULE))
  @ApiBody({ type: FlagChangeRequest, examples: { review: { value: REVIEW } } })
  @ApiOkResponse({ type: FlagView })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND', 'CHANGE_CONFLICT')
  async change(
    @Param('key') key: string,
    @Body(contractValidationPipe({ maxDepth: RULE.depth })) { reason, version, ...rule }: FlagChangeRequest,
    @CurrentUser() { userId: by }: AuthenticatedUser,
  ): Promise<FlagView> {
    const subject = this.subjectOf(key);
    await this.changer.change({ subject, value: valueOf(rule), reason, by, version });
    return this.show(key);
  }

  @Post(':key/rollback')
  @FlagParam()
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'rollBackFlag',
    summary: 'Put back what was in force before; repeated, it goes further back, to the files in the end',
  })
  @RouteConfig(withBody({ isOptional: true }))
  @ApiBody({
    required: false,
    type: RollbackRequest,
    examples: { before: { value: { reason: 'The review is over.' } } },
  })
  @ApiOkResponse({ type: FlagView })
  @ApiProblems(...BODY_PROBLEMS, 'NOT_FOUND', 'CHANGE_CONFLICT', 'NOTHING_TO_ROLL_BACK')
  async rollBack(
    @Param('key') key: string,
    @Body(contractValidationPipe({ isBodyOptional: true })) request: RollbackRequest,
    @CurrentUser() { userId: by }: AuthenticatedUser,
  ): Promise<FlagView> {
    await this.changes.rollBack(this.subjectOf(key), request, by);
    return this.show(key);
  }

  @Delete(':key')
  @FlagParam()
  @ApiOperation({ operationId: 'clearFlag', summary: 'Leave a flag to the files again' })
  @ApiOkResponse({ type: FlagView })
  @ApiProblems('INPUT_INVALID', 'NOT_FOUND', 'CHANGE_CONFLICT')
  async clear(
    @Param('key') key: string,
    @Query(contractValidationPipe()) query: ClearQuery,
    @CurrentUser() { userId: by }: AuthenticatedUser,
  ): Promise<FlagView> {
    await this.changes.clear(this.subjectOf(key), query, by);
    return this.show(key);
  }

  @Get(':key/history')
  @FlagParam()
  @ApiOperation({
    operationId: 'getFlagHistory',
    summary: 'What was changed, newest first, a page at a time',
  })
  @ApiOkResponse({ type: FlagHistory })
  @ApiProblems('INPUT_INVALID', 'NOT_FOUND')
  async history(
    @Param('key') key: string,
    @Query(contractValidationPipe()) query: HistoryQuery,
  ): Promise<FlagHistory> {
    return { key, ...(await this.changes.history(this.subjectOf(key), query)) };
  }

  @Get(':key/evaluate')
  @FlagParam()
  @ApiOperation({ operationId: 'tryFlag', summary: 'What a flag comes to for a user, and why' })
  @ApiOkResponse({ type: FlagOutcome })
  @ApiProblems('INPUT_INVALID', 'NOT_FOUND')
  async evaluate(
    @Param('key') key: string,
    @Query(contractValidationPipe()) trial: FlagTrial,
  ): Promise<FlagOutcome> {
    const flag = this.flagOf(key);
    const { userId, intent } = trial;
    const audience = { userId, intent, context: contextOfQuery(trial) };
    return { value: null, ...(await this.flags.evaluate(this.layers.current, flag, audience)) };
  }

  private subjectOf(key: string): ChangeSubject {
    return { kind: 'flag', key: this.flagOf(key).key };
  }

  private flagOf(key: string): Flag {
    const flag = this.layers.current.flags.get(key);
    if (flag === undefined) throw new AppError('NOT_FOUND', { detail: 'There is no flag of this name.' });
    return flag;
  }
}

const jsonObject = z.record(z.string(), z.json());

/** What a change keeps of the request; whether it fits the flag, the changer says. @throws AppError `INPUT_INVALID` */
function valueOf(rule: Omit<FlagChangeRequest, 'reason' | 'version'>) {
  const given = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0)
    throw inputInvalid([{ pointer: '', message: 'must have a state, a defaultVariant or a targeting' }]);
  return jsonObject.parse(given);
}
