import { afterAll, beforeAll, describe, it } from "vitest";
import { alertEffects } from "./alert-effects.ts";
import type { Effects } from "./effects.ts";
import { queueEffects } from "./queue-effects.ts";
import { requestEffects } from "./request-effects.ts";
import { sessionEffects } from "./session-effects.ts";
import { tallyEffects } from "./tally-effects.ts";
import { startWires, type Wires } from "./wired.ts";

const effects: Effects = {
  ...requestEffects,
  ...queueEffects,
  alert: alertEffects,
  session: sessionEffects,
  tally: tallyEffects,
};

let wires: Wires;
beforeAll(async () => {
  wires = await startWires();
});
afterAll(() => wires.stop());

describe.each(Object.entries(effects))("in the environment of %s", (_name, variables) => {
  const known = Object.entries(variables).flatMap(([variable, effect]) => (effect ? [{ variable, effect }] : []));

  it.each(known)("$variable has its effect", ({ effect }) => effect(wires));
});
