import { Refusal } from "../../core/errors.ts";

/** The refusals that many operations share. */
export const notFound = (): Refusal => new Refusal(404, "Not found.");
export const conflict = (message: string): Refusal => new Refusal(409, message);
