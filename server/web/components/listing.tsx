import type { ComponentChildren } from 'preact';
import type { LoadedList } from '../browser/use-list.ts';
import type { Loaded } from '../browser/use-load.ts';
import { Button } from './button.tsx';
import { FailureNote } from './failure-note.tsx';

interface LoadingProps<T> {
  /** What is read, as in "Reading tasks …". */
  noun: string;
  loaded: Loaded<T>;
  children: (value: T) => ComponentChildren;
}

/** What was read, or why it is not there yet. A failed refresh leaves what is shown and says so. */
export function Loading<T>({ noun, loaded, children }: LoadingProps<T>) {
  const { value, failure, loading, reload } = loaded;
  const onRetry = loading ? undefined : reload;
  if (value === undefined) {
    if (failure === undefined || loading) return <Waiting noun={noun} />;
    return <FailureNote title={`The ${noun} could not be read.`} failure={failure} onRetry={onRetry} />;
  }
  return (
    <>
      <FailureNote title="This may be out of date." failure={failure} onRetry={onRetry} />
      <div class={loading ? 'stale' : undefined} aria-busy={loading}>
        {children(value)}
      </div>
    </>
  );
}

function Waiting({ noun }: { noun: string }) {
  return (
    <div class="waiting">
      <p role="status">Reading {noun} …</p>
      <div />
    </div>
  );
}

interface ListingProps<T> {
  noun: string;
  list: LoadedList<T>;
  /** What an empty list means and what to do about it. */
  empty: ComponentChildren;
  children: (items: T[]) => ComponentChildren;
}

/** A list with its empty state and its next page. */
export function Listing<T>({ noun, list, empty, children }: ListingProps<T>) {
  return (
    <Loading noun={noun} loaded={list}>
      {({ items }) =>
        items.length === 0 ? (
          <div class="empty">{empty}</div>
        ) : (
          <>
            {children(items)}
            <FailureNote failure={list.moreFailure} />
            {list.more !== undefined && (
              <p class="more">
                <Button disabled={list.loadingMore} onClick={list.more}>
                  {list.loadingMore ? 'Reading …' : 'Show more'}
                </Button>
              </p>
            )}
          </>
        )
      }
    </Loading>
  );
}
