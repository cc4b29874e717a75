import { describe, expectTypeOf, it } from 'vitest';
import type { Agent } from '../../console/src/api/agent-types.js';
import type { Change, ChangeHistory, RollbackRequest } from '../../console/src/api/change-types.js';
import type { ConfigStatus } from '../../console/src/api/config-types.js';
import type { Flag, FlagEvaluation, FlagList, FlagRequest } from '../../console/src/api/flag-types.js';
import type { Batch, BatchPage, BatchRequest, EvalList } from '../../console/src/api/replay-types.js';
import type {
  IntentRoute,
  RolloutComparison,
  Route,
  RouteList,
  RouteRequest,
} from '../../console/src/api/route-types.js';
import type { Stats } from '../../console/src/api/stats-types.js';
import type {
  Comparison,
  Page,
  ProfileList,
  Trace,
  TracePrompt,
  TraceSummary,
} from '../../console/src/api/types.js';
import type { AgentView } from '../../src/ops/agent/agent-status.dto.js';
import type { RollbackRequest as RollbackRequestView } from '../../src/ops/changes/change-request.dto.js';
import type { ChangeList, ChangeView } from '../../src/ops/changes/change.dto.js';
import type { ConfigStatus as ConfigStatusView } from '../../src/ops/config/config-status.dto.js';
import type { EvalList as EvalListView } from '../../src/ops/evals/eval-list.js';
import type { FlagChangeRequest } from '../../src/ops/flags/flag-request.dto.js';
import type { FlagList as FlagListView, FlagOutcome, FlagView } from '../../src/ops/flags/flag-view.dto.js';
import type { ProfileList as ProfileListView } from '../../src/ops/profiles/profile-list.js';
import type { BatchRequest as BatchRequestView } from '../../src/ops/replays/batch-request.dto.js';
import type { BatchList, BatchView } from '../../src/ops/replays/batch.dto.js';
import type { ComparisonView } from '../../src/ops/replays/comparison.dto.js';
import type { RolloutComparison as RolloutComparisonView } from '../../src/ops/rollouts/comparison.dto.js';
import type { RouteBody } from '../../src/ops/routes/route-body.dto.js';
import type { RouteChangeRequest } from '../../src/ops/routes/route-change-request.dto.js';
import type { RouteList as RouteListView, RouteView } from '../../src/ops/routes/route-view.dto.js';
import type { Stats as StatsView } from '../../src/ops/stats/stats.dto.js';
import type { TraceDetail } from '../../src/ops/traces/trace-detail.dto.js';
import type { TraceList } from '../../src/ops/traces/trace-list.dto.js';
import type { TracePrompt as TracePromptView } from '../../src/ops/traces/trace-prompt.dto.js';

/** With any word where one of a few is meant: of some names the console needs to know no more. */
type Worded<T> = T extends string
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Worded<Item>[]
    : T extends object
      ? { [Key in keyof T]: Worded<T[Key]> }
      : T;

/** With everything in it that may be in it. */
type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<T[Key]> }
    : T;

/** Never unless what the server gives is what the console reads: nothing missing, optional or null for one alone. */
type Read<Server extends Console, Console> =
  Console extends Worded<Server>
    ? Whole<Worded<Server>> extends Whole<Worded<Console>>
      ? Server
      : never
    : never;

/** The server keeps routes, and what files say of flags, as JSON in changes and answers; `RouteBody` says what is in the routes. */
type ItsRoute = 'route' | 'files';

/**
 * Nothing of this runs: `npm run typecheck` fails where the console's types and the server's are no longer about
 * the same JSON.
 */
describe('what the console takes the operator API for', () => {
  it('is what the server gives', () => {
    expectTypeOf<Read<TraceList, Page<TraceSummary>>>().not.toBeNever();
    expectTypeOf<Read<TraceDetail, Trace>>().not.toBeNever();
    expectTypeOf<Read<TracePromptView, TracePrompt>>().not.toBeNever();
    expectTypeOf<Read<ComparisonView, Comparison>>().not.toBeNever();
    expectTypeOf<Read<BatchList, BatchPage>>().not.toBeNever();
    expectTypeOf<Read<BatchView, Batch>>().not.toBeNever();
    expectTypeOf<Read<EvalListView, EvalList>>().not.toBeNever();
    expectTypeOf<Read<StatsView, Stats>>().not.toBeNever();
    expectTypeOf<Read<ProfileListView, ProfileList>>().not.toBeNever();
    expectTypeOf<Read<AgentView, Agent>>().not.toBeNever();
    expectTypeOf<Read<ChangeView, Change>>().not.toBeNever();
    expectTypeOf<Read<ChangeList, ChangeHistory>>().not.toBeNever();
    expectTypeOf<Read<ConfigStatusView, ConfigStatus>>().not.toBeNever();
    expectTypeOf<Read<Omit<RouteView, ItsRoute>, Omit<IntentRoute, ItsRoute>>>().not.toBeNever();
    expectTypeOf<Read<RouteBody, Route>>().not.toBeNever();
    expectTypeOf<Read<RolloutComparisonView, RolloutComparison>>().not.toBeNever();
    expectTypeOf<Read<Omit<FlagView, 'files'>, Omit<Flag, 'files'>>>().not.toBeNever();
    expectTypeOf<Read<FlagOutcome, FlagEvaluation>>().not.toBeNever();
    expectTypeOf<keyof FlagListView>().toEqualTypeOf<keyof FlagList>();
    expectTypeOf<keyof RouteListView>().toEqualTypeOf<keyof RouteList>();
  });

  it('has every field of a request that the server takes', () => {
    expectTypeOf<keyof BatchRequest>().toEqualTypeOf<keyof BatchRequestView>();
    expectTypeOf<keyof NonNullable<BatchRequest['filter']>>().toEqualTypeOf<
      keyof NonNullable<BatchRequestView['filter']>
    >();
    expectTypeOf<keyof RouteRequest>().toEqualTypeOf<keyof RouteChangeRequest>();
    expectTypeOf<keyof FlagRequest>().toEqualTypeOf<keyof FlagChangeRequest>();
    expectTypeOf<keyof RollbackRequest>().toEqualTypeOf<keyof RollbackRequestView>();
  });
});
