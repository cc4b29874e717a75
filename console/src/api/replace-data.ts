import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Puts what the server answered to a change in the place of what was known. Whoever is being asked at that moment is asked
 * no more: that answer may be from before the change, and would undo it on the screen.
 */
export async function replaceData(client: QueryClient, queryKey: QueryKey, data: unknown): Promise<void> {
  await client.cancelQueries({ queryKey });
  client.setQueryData(queryKey, data);
}
