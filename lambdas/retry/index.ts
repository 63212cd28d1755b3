/** The patient lane: the code of `deliver`, with a queue, a time limit and a concurrency of its own. */
export { handler } from "../deliver/index.ts";
