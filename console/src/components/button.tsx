import type { ButtonHTMLAttributes } from 'react';
import './button.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `plain` has no frame, for icons and for what is seldom wanted. */
  readonly kind?: 'primary' | 'secondary' | 'plain' | 'danger';
}

export function Button({ kind = 'secondary', type = 'button', className = '', ...rest }: ButtonProps) {
  return <button type={type} className={`button button-${kind} ${className}`} {...rest} />;
}
