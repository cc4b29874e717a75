import { useEffect, useRef } from 'react';

/** Leads to the first field of a form that something is wrong with, also when the server says so. */
export function useFirstFault(error: Error | null) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error !== null) focusFirst(element.current);
  }, [error]);
  // What was found just now is shown with the next frame.
  return { element, focusFirst: () => requestAnimationFrame(() => focusFirst(element.current)) };
}

function focusFirst(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
