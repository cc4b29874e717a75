/** Probes come every few seconds, for ever: they would drown what matters. */
export function isProbe(route: string): boolean {
  return route === '/healthz' || route === '/readyz' || route === '/metrics';
}
