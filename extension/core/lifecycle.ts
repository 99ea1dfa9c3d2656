/** Something that holds a listener, timer or resource until it is disposed. */
export interface Disposable {
  dispose: () => unknown;
}

/** A subscription in the editor's own shape, small enough to fake. */
export type Event<T> = (listener: (event: T) => unknown) => Disposable;

/** Owns disposables and lets go of them in reverse order; what is added after the end is let go of at once. */
export interface Owner extends Disposable {
  add: <T extends Disposable>(item: T) => T;
}

/** Makes an owner. One owner per lifetime: the activation, a repository, a switched-on feature. */
export function createOwner(): Owner {
  const owned: Disposable[] = [];
  let ended = false;
  return {
    add(item) {
      if (ended) item.dispose();
      else owned.push(item);
      return item;
    },
    dispose() {
      ended = true;
      for (const item of owned.splice(0).toReversed()) item.dispose();
    },
  };
}

/** An event with the function that fires it; `count` tells who still listens. */
export function createSignal<T>(): { on: Event<T>; fire: (event: T) => void; count: () => number } {
  const listeners = new Set<{ call: (event: T) => unknown }>();
  return {
    on(listener) {
      const entry = { call: listener };
      listeners.add(entry);
      return { dispose: () => listeners.delete(entry) };
    },
    fire(event) {
      for (const entry of listeners) entry.call(event);
    },
    count: () => listeners.size,
  };
}
