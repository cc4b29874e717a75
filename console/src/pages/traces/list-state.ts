/** What a link out of the list carries along in the browser's history: the way back to the same view. */
export interface ListState {
  readonly listSearch: string;
}

/** The address of the list as it was left; of the whole list for who came from elsewhere. */
export function listAddressOf(state: unknown): string {
  return isListState(state) ? `/traces${state.listSearch}` : '/traces';
}

function isListState(state: unknown): state is ListState {
  return (
    typeof state === 'object' &&
    state !== null &&
    'listSearch' in state &&
    typeof state.listSearch === 'string'
  );
}
