import type { ComponentChildren } from 'preact';

/** A link that leaves the page; only web addresses become links. */
export function OutsideLink({ href, children }: { href: string; children: ComponentChildren }) {
  if (!/^https?:\/\//iu.test(href)) return <>{children}</>;
  return (
    <a class="outside" href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <span class="hidden"> (opens in a new tab)</span>
    </a>
  );
}
