import type { ReactNode } from "react";
import { Failure } from "./failure.tsx";
import { Loading } from "./states.tsx";

interface QueryContentProps<T> {
  query: { data: T | undefined; error: unknown; refetch(): unknown };
  /** Shows what was read. It stays while it is read again, and if that fails. By default, nothing is shown. */
  children?(data: T): ReactNode;
}

/** Something that is read from the API: its content, that it is being read, or why it couldn't be. */
export function QueryContent<T>({ query, children }: QueryContentProps<T>): ReactNode {
  const { data, error, refetch } = query;
  if (data === undefined && !error) return <Loading />;
  return (
    <>
      {!!error && <Failure error={error} again={() => void refetch()} />}
      {data !== undefined && children?.(data)}
    </>
  );
}
