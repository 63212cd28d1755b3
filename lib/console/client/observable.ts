import { useSyncExternalStore } from "react";

/** A value that components follow. */
export interface Observable<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function observable<T>(initial: T): Observable<T> {
  const listeners = new Set<() => void>();
  let current = initial;
  return {
    get: () => current,
    set(value) {
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The current value. The component renders again when it changes. */
export const useObserved = <T>({ subscribe, get }: Observable<T>): T => useSyncExternalStore(subscribe, get);
