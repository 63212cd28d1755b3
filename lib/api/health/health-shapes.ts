import * as z from "zod";
import { failureShape } from "../deliveries/delivery-shapes.ts";
import { dateTime } from "../openapi/common-shapes.ts";

const endpointStateShape = z.enum(["healthy", "slow", "failing", "recovering", "paused"]).meta({
  id: "EndpointState",
  description:
    "`healthy`: deliveries are sent. `slow`: a POST had no answer for 2 s, and few POSTs are under way at a time. `failing`: deliveries are held, except for probes. `recovering`: the endpoint works again, and held deliveries are sent. `paused`: nothing is sent, by hand or because the receiver asked for it.",
});

const transitionShape = z
  .strictObject({ at: dateTime("When the state changed."), to: endpointStateShape, why: z.string() })
  .meta({ id: "Transition" });

export const healthShape = z
  .strictObject({
    state: endpointStateShape,
    since: dateTime("Since when the endpoint is in this state. Absent without trouble lately.").optional(),
    why: z.string().optional().describe("The reason, in plain words."),
    failure: failureShape.optional(),
    nextProbeAt: dateTime(
      "When the next probe is due: a delivery that finds out whether the endpoint works again. Only while `failing` or `recovering`, and absent while probes are under way.",
    ).optional(),
    pausedUntil: dateTime("When the pause that the receiver asked for ends. A pause by hand has no end.").optional(),
    disableAt: dateTime("When Posthorn switches the subscription off, unless a POST succeeds until then.").optional(),
    held: z.int().min(0).max(10_000).describe("Deliveries that wait until the endpoint works again, or is resumed."),
    complete: z.boolean().describe("False if more than 10,000 deliveries are held. Then only 10,000 are counted."),
    oldestHeldAt: dateTime("When the oldest held delivery was created.").optional(),
    transitions: z.array(transitionShape).describe("The latest 10 changes of the state, oldest first."),
  })
  .meta({ id: "EndpointHealth", description: "What Posthorn knows about a subscription's endpoint." });

/** The health of an endpoint in a subscription. */
export const shortHealthShape = z
  .strictObject({
    state: endpointStateShape,
    since: dateTime("Since when the endpoint is in this state. Absent without trouble lately.").optional(),
  })
  .meta({ id: "ShortHealth" });
