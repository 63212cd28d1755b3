import * as z from "zod/mini";
import { EVENT_ID } from "../../core/ids.ts";

/** An event's id. All ids that receivers see of events and deliveries have this form too. */
export const eventIdField = z.string().check(z.regex(EVENT_ID, "must be 1 to 64 letters, digits, _ or -"));
