import type { VariableOf, Wired } from "./environments.ts";
import type { Wires } from "./wired.ts";

/** Shows that a function uses the value of a variable where it belongs. */
export type Effect = (wires: Wires) => Promise<void>;

/** The effect of each variable of each function. A new variable needs an entry. */
export type Effects = { [F in Wired]: Record<VariableOf<F>, Effect | undefined> };
