import { Refusal } from "../../core/errors.ts";

/** The refusals that many operations share. */
export const unauthorized = (): Refusal =>
  new Refusal(401, "The request has no valid key. Send `Authorization: Bearer <key>`.");
export const forbidden = (): Refusal => new Refusal(403, "This key's role doesn't allow this request.");
export const notFound = (): Refusal => new Refusal(404, "Not found.");
export const conflict = (message: string): Refusal => new Refusal(409, message);
