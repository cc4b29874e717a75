/**
 * Milliseconds for which this process has computed so far: however busy the machine is, work without end takes more
 * of them than any bound, and other work no more than it needs.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
