import type { Route, Snapshot } from '../../config/snapshot.js';
import { profileChoiceOf, switchedOffBy } from '../../flags/effects.js';
import { ProfileRegistry } from '../../profiles/profile-registry.js';
import type { Routing, RoutingQuestion } from '../../profiles/router.js';
import { unmetBy } from '../../profiles/targets.js';
import { variantsOf } from '../../profiles/variants.js';
import type { RoutingStep } from '../../trace/trace-record.js';

/**
 * What would have to change for the user to get another profile, one change a line, in the order of the rules that were
 * looked at. Each is enough while everything else stays as it is.
 */
export function changesFor(snapshot: Snapshot, question: RoutingQuestion, routing: Routing): string[] {
  const { steps } = routing;
  if (routing.refused === 'INTENT_DISABLED') return switchingOn(snapshot, question);
  const flags = choosing(snapshot, question, routing);
  if (question.hint !== undefined) {
    return [...flags, ...allowing(snapshot, question.intent, steps), ...leavingOut(question.hint, steps)];
  }
  const route = new ProfileRegistry(snapshot).route(question.intent)?.route;
  if (route === undefined) return [`Give "${question.intent}" a route.`];
  return [
    ...flags,
    ...targeting(snapshot, route, question, routing),
    ...sharing(snapshot, route, steps),
    ...allowing(snapshot, question.intent, steps),
  ];
}

function switchingOn(snapshot: Snapshot, { intent, flags = [] }: RoutingQuestion): string[] {
  const off = flags.filter((flag) => switchedOffBy(snapshot, [flag], intent) !== undefined);
  const keys = off.map(({ key, variant }) => `${key} (now: ${variant ?? 'none'})`);
  return [`Give the user a variant of ${keys.join(' and of ')} that leaves "${intent}" on.`];
}

function choosing(snapshot: Snapshot, question: RoutingQuestion, routing: Routing): string[] {
  const { intent, hint, flags = [] } = question;
  const choice = profileChoiceOf(snapshot, flags, intent);
  if (choice === undefined) return [];
  const { key, variant, reason, error } = choice.evaluation;
  const wanted = Object.entries(snapshot.flags.get(key)?.variants ?? {}).flatMap(([name, gives]) => {
    if (name === variant || typeof gives !== 'string' || gives === '') return [];
    return gives === routing.profile?.name || (hint !== undefined && gives !== hint) ? [] : [{ name, gives }];
  });
  if (reason === 'DISABLED')
    return wanted.length === 0 ? [] : [`Enable the flag ${key} (now: DISABLED): its rule decides.`];
  if (error !== undefined)
    return wanted.length === 0 ? [] : [`Mend the rule of the flag ${key} (now: ${error}): it decides.`];
  const others = wanted.map(
    ({ name, gives }) =>
      `${gives}: give the user the variant ${name} of the flag ${key}${also(snapshot, gives)}.`,
  );
  const decided = decidedByFlag(routing.steps);
  if (decided === undefined || decided === hint) return others;
  const next = hint === undefined ? 'the rules after it decide' : 'the hint is served, where it is allowed';
  return [...others, `Give the user no profile by the flag ${key}: ${next}.`];
}

/** What is served by the hint alone is not what a flag gives anyway. */
function leavingOut(hint: string, steps: readonly RoutingStep[]): string[] {
  const decided = decidedByFlag(steps);
  if (decided === undefined) return ['Leave the hint out, and the route decides.'];
  return decided === hint ? [] : [`${decided}: leave the hint out, and the flag decides.`];
}

function decidedByFlag(steps: readonly RoutingStep[]): string | undefined {
  return steps.find(({ rule, matched }) => rule === 'flag' && matched === true)?.profile;
}

function targeting(
  snapshot: Snapshot,
  { targets = [] }: Route,
  question: RoutingQuestion,
  { profile, steps }: Routing,
): string[] {
  const seen = steps.filter(({ rule }) => rule === 'target').length;
  return targets.slice(0, seen).flatMap((target, index) => {
    const unmet = unmetBy(target, question);
    const name = `target ${index + 1}`;
    const allowed = isAllowed(snapshot, target.profile);
    if (unmet.length > 0 && target.profile === profile?.name) return [];
    if (unmet.length === 0) return allowed ? `Leave the user out of ${name}: the rules after it decide.` : [];
    return `${target.profile}: fulfil ${name} (now: ${unmet.join(', ')})${also(snapshot, target.profile)}.`;
  });
}

function sharing(snapshot: Snapshot, route: Route, steps: readonly RoutingStep[]): string[] {
  const shares = variantsOf(route);
  const total = shares.reduce((sum, { percent }) => sum + percent, 0);
  const draws = steps.filter(({ rule }) => rule === 'canary' || rule === 'variant');
  let before = 0;
  return draws.flatMap(({ rule, matched, profile = '', percent = 0, position = 0 }) => {
    const most = 100 - before;
    before += percent;
    if (matched === true && !isAllowed(snapshot, profile)) return [];
    if (matched === true) return `Lower the ${rule} ${profile} to ${tenths(position, Math.floor)} % or less.`;
    const above = tenths(position, Math.ceil);
    const share = above < most ? `above ${above} %` : `to ${tenths(most, Math.round)} %`;
    const isTooMuch = above >= 100 - (total - percent);
    const lower = isTooMuch ? ' (and lower those after it: together they take 100 % at most)' : '';
    return `${profile}: raise the ${rule} ${share}${lower}${also(snapshot, profile)}.`;
  });
}

function allowing(snapshot: Snapshot, intent: string, steps: readonly RoutingStep[]): string[] {
  const registry = new ProfileRegistry(snapshot);
  return steps.flatMap(({ rule, matched, profile }) => {
    const isRefused = rule === 'policy' && matched === false && profile !== undefined;
    if (!isRefused || !registry.belongsTo(profile, intent)) return [];
    return [`${profile}: allow it in ${snapshot.environment.name}.`];
  });
}

function also(snapshot: Snapshot, profile: string): string {
  return isAllowed(snapshot, profile) ? '' : ` (and allow it in ${snapshot.environment.name})`;
}

function isAllowed({ environment }: Snapshot, profile: string): boolean {
  return environment.allowedProfiles.includes(profile);
}

function tenths(value: number, round: (value: number) => number): number {
  return round(value * 10) / 10;
}
