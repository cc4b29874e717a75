import { useEffect, useRef } from 'react';
import { NavigationType, useLocation, useNavigationType } from 'react-router';

/**
 * Puts the focus on the heading of a page that was gone to, so that a screen reader says where one is and the next
 * Tab goes on there. A page that takes the place of another, such as the next pair, leaves the focus where it is.
 * @param contentId of the element that holds the page
 */
export function useHeadingFocus(contentId: string): void {
  const { pathname } = useLocation();
  const way = useNavigationType();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return undefined;
    shown.current = pathname;
    const content = document.getElementById(contentId);
    if (content === null || way === NavigationType.Replace) return undefined;
    return goToHeading(content);
  }, [pathname, way, contentId]);
}

/** Puts the focus on the heading of a page or a dialog, once there is one. Returns how to wait no more. */
export function goToHeading(content: HTMLElement): (() => void) | undefined {
  if (focusHeading(content)) return undefined;
  content.focus({ preventScroll: true });
  return whenHeaded(content);
}

/** Some pages have their heading only when their data has come. Returns how to wait no more. */
function whenHeaded(content: HTMLElement): () => void {
  const observer = new MutationObserver(() => {
    if (document.activeElement !== content || focusHeading(content)) observer.disconnect();
  });
  observer.observe(content, { childList: true, subtree: true });
  return () => observer.disconnect();
}

function focusHeading(content: HTMLElement): boolean {
  const heading = content.querySelector<HTMLElement>(content instanceof HTMLDialogElement ? 'h2' : 'h1');
  if (heading === null) return false;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  return true;
}
