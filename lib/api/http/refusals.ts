import { Refusal } from "../../core/errors.ts";

/** The refusals that many operations share. */
export const unauthorized = (): Refusal =>
  new Refusal(401, "The request has no valid key. Send `Authorization: Bearer <key>`.");
export const forbidden = (): Refusal => new Refusal(403, "This key's role doesn't allow this request.");
export const NOT_FOUND = "Not found.";
/** Without a message, the answer names what the path names (see `missing.ts`). */
export const notFound = (message = NOT_FOUND): Refusal => new Refusal(404, message);
export const conflict = (message: string): Refusal => new Refusal(409, message);
