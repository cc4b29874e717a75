import type { FlagdCore } from '@openfeature/flagd-core';
import {
  type EvaluationContext,
  type JsonValue,
  type Provider,
  ProviderNotReadyError,
  type ResolutionDetails,
} from '@openfeature/server-sdk';
import type { Snapshot } from '../config/snapshot.js';
import { flagScope } from './flag-scope.js';
import { flagdCoreOf } from './flagd-cores.js';

/** OpenFeature over the file of flags: each request is answered by the flags of the snapshot that it began with. */
export class SnapshotProvider implements Provider {
  readonly metadata = { name: 'miniask-files' };
  readonly runsOn = 'server';

  /** Reads these flags before a request needs them: with many rules that takes long. */
  prepare(flags: Snapshot['flags']): void {
    flagdCoreOf(flags);
  }

  async resolveBooleanEvaluation(
    key: string,
    fallback: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return coreInScope().resolveBooleanEvaluation(key, fallback, context);
  }

  async resolveStringEvaluation(
    key: string,
    fallback: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return coreInScope().resolveStringEvaluation(key, fallback, context);
  }

  async resolveNumberEvaluation(
    key: string,
    fallback: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return coreInScope().resolveNumberEvaluation(key, fallback, context);
  }

  async resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    fallback: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return coreInScope().resolveObjectEvaluation(key, fallback, context);
  }
}

/** @throws ProviderNotReadyError when nobody said whose flags: evaluations go through `Flags` */
function coreInScope(): FlagdCore {
  const flags = flagScope.getStore();
  if (flags === undefined) throw new ProviderNotReadyError('evaluated outside of a request');
  return flagdCoreOf(flags);
}
