import { type RefObject, useEffect, useRef } from "react";
import { showFirstError } from "./show-first-error.ts";

/** The form to put the reference on. When the API has refused what was sent, its first invalid field gets the focus. */
export function useFirstError(error: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (error) showFirstError(form.current);
  }, [error]);
  return form;
}
