/** What does nothing from the second call on. */
export function onlyOnce(run: () => void): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    run();
  };
}
