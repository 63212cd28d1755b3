import type { FilterProblem } from "../model.ts";

export interface FilterProblemWriter {
  /**
   * Keeps the latest problem of each subscription, by subscription id. A problem may be left out if another one was
   * written less than a minute ago, or if it can't be written: it is a hint for people. Never rejects.
   */
  noteProblems(problems: ReadonlyMap<string, FilterProblem>): Promise<void>;
}
