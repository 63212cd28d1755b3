import { createHash, randomBytes } from "node:crypto";
import type { FunctionSpec } from "./function-spec.ts";

/** Lambda stopped a function that invokes itself through its messages. The function was not invoked. */
class RecursiveInvocation extends Error {
  override name = "RecursiveInvocationException";
}

/** How often a chain of messages has invoked each function, by the hash of the function's ARN. */
type Lineage = Map<string, number>;

/**
 * Returns the trace header of an invocation, as Lambda's detection of recursive loops does
 * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html). The `Lineage` in the header counts the
 * invocations of each function. The SDK sends the header along with each message, and SQS hands it to the next
 * function. Throws a `RecursiveInvocation` when the chain would invoke the function more than `limit` times, unless the
 * template allows the loop.
 *
 * AWS doesn't say which message's lineage a batch has. Here it has the highest counts of all its messages, so that a
 * design that may stop there stops here.
 *
 * @param received the trace headers of the messages that cause the invocation
 */
export function nextTraceHeader(spec: FunctionSpec, received: readonly string[], limit: number): string {
  const lineage = highestCounts(received.map(lineageOf));
  const id = createHash("sha256").update(spec.arn).digest("hex").slice(0, 8);
  const count = (lineage.get(id) ?? 0) + 1;
  if (count > limit && spec.recursiveLoop !== "Allow") throw recursion(limit);
  lineage.set(id, count);
  const counts = [...lineage].map(([name, times]) => `${name}:${times}`).join("|");
  return `Root=${rootOf(received[0]) ?? newRoot()};Sampled=0;Lineage=${counts}`;
}

const recursion = (limit: number): RecursiveInvocation =>
  new RecursiveInvocation(
    `Lambda stopped a recursive loop: one chain of messages invoked the function ${limit} times. If the code bounds the loop, set recursiveLoop to ALLOW`,
  );

function highestCounts(lineages: Lineage[]): Lineage {
  const highest: Lineage = new Map();
  for (const [id, count] of lineages.flatMap((lineage) => [...lineage])) {
    highest.set(id, Math.max(count, highest.get(id) ?? 0));
  }
  return highest;
}

/** Parses `…;Lineage=a87bd80c:1|68fd508a:5`. */
function lineageOf(traceHeader: string): Lineage {
  const [, counts = ""] = /(?:^|;)Lineage=([0-9a-f:|]*)/.exec(traceHeader) ?? [];
  const pairs = [...counts.matchAll(/([0-9a-f]+):(\d+)/g)];
  return new Map(pairs.map(([, id = "", count]) => [id, Number(count)]));
}

const rootOf = (traceHeader = ""): string | undefined => /(?:^|;)Root=([^;]+)/.exec(traceHeader)?.[1];

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(12).toString("hex")}`;
}
