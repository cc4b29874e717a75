import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import './back-link.css';

/** To the page that this one belongs to. */
export function BackLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Link to={to} className="back-link small">
      <ArrowLeft aria-hidden="true" />
      {children}
    </Link>
  );
}
