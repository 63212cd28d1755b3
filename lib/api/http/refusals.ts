import { Refusal } from "../../core/errors.ts";

/** The refusals that many operations share. */
export const NOT_FOUND = "Not found.";
/** Without a message, the answer names what the path names (see `missing.ts`). */
export const notFound = (message = NOT_FOUND): Refusal => new Refusal(404, message);
export const conflict = (message: string): Refusal => new Refusal(409, message);
