/** Loaded into a server (`--expose-gc --import`): tells its memory in use, after a collection, to who asks. */
process.on('message', () => {
  const collect: unknown = Reflect.get(globalThis, 'gc');
  if (typeof collect === 'function') collect();
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ inUse: heapUsed + external });
});
// The server ends when it wants to.
process.channel?.unref();
