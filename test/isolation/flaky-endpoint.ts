import { steadily } from "../bench/support/load.ts";
import type { Result } from "../bench/support/result.ts";
import { withWorld } from "./support/world.ts";

const PER_SECOND = 200;
const LISTS_PER_SECOND = 2;
const SECONDS = 600;
/** How often the health is looked at, in lists. */
const LOOK_EACH = 10;

/** Two in a hundred POSTs to an endpoint fail. Its breaker must stay closed. */
export const besideFewFailures = (): Promise<Result[]> =>
  withWorld(async ({ tenant, receivers }) => {
    const acme = await tenant("acme");
    const endpoint = receivers.endpoint("flaky", "acme");
    const id = await acme.subscribe("paid", endpoint);
    const states = new Set<string>();
    await steadily(LISTS_PER_SECOND, SECONDS, async (n) => {
      await acme.sendLists("paid", PER_SECOND / LISTS_PER_SECOND);
      if (n % LOOK_EACH === 0) states.add((await acme.health(id)).state);
    });
    const { transitions } = await acme.health(id);
    return [
      {
        what: `An endpoint that fails 2 % of ${PER_SECOND} POSTs/s for ${SECONDS / 60} min: its breaker opened`,
        value: transitions.filter(({ to }) => to === "failing").length,
        unit: "times",
        bar: { atMost: 0 },
        note: `seen as ${[...states].join(", ")}; ${endpoint.arrivals().length} POSTs arrived`,
      },
    ];
  });
