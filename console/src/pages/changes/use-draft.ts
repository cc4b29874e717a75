import { useState } from 'react';

interface DraftOptions<View, Draft> {
  /** As the server has it now. */
  readonly view: View;
  readonly draftOf: (view: View) => Draft;
  /** Whether two views are about the same state. */
  readonly same: (one: View, other: View) => boolean;
  /** Whether a draft asks for anything that a view does not have. */
  readonly touched: (draft: Draft, view: View) => boolean;
}

/**
 * What an operator is about to change, and what it is based on. What others change meanwhile shows at once while
 * nothing was touched, or just what was asked for; else it is `outdated` until the operator says what is to become of the draft.
 */
export function useDraft<View, Draft>({ view, draftOf, same, touched }: DraftOptions<View, Draft>) {
  const [{ base, draft }, setState] = useState(() => ({ base: view, draft: draftOf(view) }));
  const changed = !same(base, view);
  const isTouched = touched(draft, base);
  const reload = (from: View) => setState({ base: from, draft: draftOf(from) });
  if (changed && !(isTouched && touched(draft, view))) reload(view);
  return {
    base,
    draft,
    touched: isTouched,
    outdated: changed && isTouched,
    edit: (parts: Partial<Draft>) => setState({ base, draft: { ...draft, ...parts } }),
    /** Drops the draft, and begins with another view. */
    reload,
    /** Bases the draft on what there is now. */
    rebase: () => setState({ base: view, draft }),
  };
}
