import { compileCondition } from "../../../lib/core/matching/condition.ts";

/** A filter that every list of numbers meets. Its time grows with the square of the list's length. */
export const SLOW = "data.list.all(x, data.list.all(y, x + y >= 0))";

/** Makes a list on which the filter `SLOW` takes that time on this machine. */
export function listFor(ms: number): number[] {
  const condition = compileCondition(SLOW);
  const listOf = (length: number) => Array.from({ length }, (_, n) => n);
  const data = { list: listOf(200) };
  const input = { event: { id: "", type: "", occurredAt: "" }, data, subscription: { id: "", name: "", metadata: {} } };
  const timed = () => {
    const startedAt = performance.now();
    condition.run(input);
    return performance.now() - startedAt;
  };
  const quickest = Math.min(...Array.from({ length: 10 }, timed));
  return listOf(Math.round(data.list.length * Math.sqrt(ms / quickest)));
}
