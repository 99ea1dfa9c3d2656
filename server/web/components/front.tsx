import type { ComponentChildren } from 'preact';

/** The page before somebody is in: one column in the middle. */
export function Front({ children }: { children: ComponentChildren }) {
  return (
    <main class="front">
      <img src="/favicon.svg" alt="" width="56" height="56" />
      <h1>Tickmark</h1>
      {children}
    </main>
  );
}
