import { normaliseText } from '../../../common/text/normalise.js';
import { isJsonInstead } from '../../../output/json-instead.js';
import { plainLine } from '../../../output/plain-text.js';
import type { Proposal, Proposals } from './proposals.js';
import type { RecommendCandidate, Recommendation } from './recommend.dto.js';

const SAYS_SOMETHING = /[\p{L}\p{N}\p{So}]/u;

/** The given items as the agent sees them: a client's spelling of its ids may hide what people cannot see. */
export function readable(items: readonly RecommendCandidate[]): RecommendCandidate[] {
  return items.map(({ id, title, description }) => ({
    id: readableId(id),
    title,
    ...(description !== undefined && { description }),
  }));
}

/** What may be recommended of the proposals: of the given items, or of anything when none were given. */
export function chosenOf(
  proposals: readonly Proposal[],
  items: readonly RecommendCandidate[] | undefined,
): Recommendation[] {
  return items === undefined ? withoutIds(proposals) : fromGiven(proposals, items);
}

/** A source, a remark or a format repeated is JSON too, but names nothing that may be recommended. */
export function rankOf(
  { list, none, bare }: Proposals,
  items: readonly RecommendCandidate[] | undefined,
): number {
  if (chosenOf(list, items).length > 0) return bare ? 2 : 3;
  return none ? 1 : 0;
}

/** The given items that were proposed, by id or else by title, each once; the title is the given one. */
function fromGiven(proposals: readonly Proposal[], items: readonly RecommendCandidate[]): Recommendation[] {
  const byId = new Map(items.map((item) => [readableId(item.id), item]));
  const byTitle = new Map(items.map((item) => [comparable(item.title), item]));
  const chosen = new Map<string, Recommendation>();
  for (const { id, title, reason } of proposals) {
    const item = byId.get(readableId(id ?? '')) ?? byTitle.get(comparable(title ?? ''));
    if (item === undefined || chosen.has(item.id)) continue;
    chosen.set(item.id, { id: item.id, title: item.title, reason: shownLine(reason) });
  }
  return [...chosen.values()];
}

/** Proposals from the model's own knowledge: it has no ids that anybody could know. */
function withoutIds(proposals: readonly Proposal[]): Recommendation[] {
  const chosen = new Map<string, Recommendation>();
  for (const { title, reason } of proposals) {
    const plain = shownLine(title ?? '');
    const key = comparable(plain);
    if (SAYS_SOMETHING.test(plain) && !chosen.has(key))
      chosen.set(key, { title: plain, reason: shownLine(reason) });
  }
  return [...chosen.values()];
}

/** What a model wrote as one line for the user; nothing for JSON within its JSON. */
function shownLine(text: string): string {
  return isJsonInstead(text, []) ? '' : plainLine(text);
}

function readableId(id: string): string {
  return normaliseText(id).trim();
}

function comparable(text: string): string {
  return text.trim().toLowerCase();
}
