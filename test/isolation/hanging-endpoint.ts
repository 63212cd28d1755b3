import type { Result } from "../bench/support/result.ts";
import { createFlow, send, waitsIn, warmUp } from "./support/flows.ts";
import { ratiosOf } from "./support/ratios.ts";
import { withWorld } from "./support/world.ts";

/** An endpoint that takes POSTs and never answers. */
interface HangingEndpoint {
  perSecond: number;
  /** The time limit of its subscription. */
  timeoutSeconds: number;
  /** How long it hangs. */
  seconds: number;
}

const HEALTHY_PER_SECOND = 10;
const SIBLING_PER_SECOND = 5;
const ALONE_SECONDS = 50;
/** By then, the twin has noticed that the endpoint hangs. */
const SETTLING_SECONDS = 10;

/** The waits of a healthy tenant, and of the hanging endpoint's own tenant at another endpoint. */
export const besideHangingEndpoint = ({ perSecond, timeoutSeconds, seconds }: HangingEndpoint): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const [calm, troubled] = [await tenant("calm"), await tenant("troubled")];
    const healthy = await createFlow(calm, "paid", receivers.endpoint("healthy", "calm"), HEALTHY_PER_SECOND);
    const sibling = await createFlow(troubled, "paid", receivers.endpoint("healthy", "sibling"), SIBLING_PER_SECOND);
    const hanging = await createFlow(troubled, "stuck", receivers.endpoint("hanging", "stuck"), perSecond, {
      timeoutSeconds,
    });
    await warmUp(healthy);
    const alone = [waitsIn(healthy, ALONE_SECONDS), waitsIn(sibling, ALONE_SECONDS)] as const;
    const [healthyAlone, siblingAlone] = await Promise.all(alone);
    const beside = [waitsIn(healthy, seconds, SETTLING_SECONDS), waitsIn(sibling, seconds, SETTLING_SECONDS)] as const;
    const [healthyBeside, siblingBeside] = await Promise.all([...beside, send(hanging, seconds)]);
    const where = `beside ${perSecond}/s to an endpoint that hangs for ${timeoutSeconds} s`;
    return [
      ...ratiosOf(`Healthy tenant ${where}`, healthyAlone, healthyBeside, 1.5),
      ...ratiosOf(`The same tenant's other endpoint ${where}`, siblingAlone, siblingBeside, 2),
    ];
  });
