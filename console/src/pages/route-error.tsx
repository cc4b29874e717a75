import { useRouteError } from 'react-router';
import { ProblemNotice } from '../components/states.js';

/** A page that broke; also one whose files are gone, as after an update of the server. */
export function RouteError() {
  const error = useRouteError();
  return (
    <ProblemNotice
      error={error instanceof Error ? error : new Error(String(error))}
      onRetry={() => location.reload()}
    />
  );
}
