import type { MeteredInvocation } from "../../../lib/local/meter.ts";
import { quantile } from "../../bench/support/statistics.ts";
import type { FunctionUsage, Usage } from "./usage.ts";

/**
 * With this much memory, a function has one CPU. It has as much less CPU as it has less memory
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
 */
const MEMORY_OF_ONE_CPU_MB = 1_769;

/**
 * The duration that Lambda bills: rounded up to a millisecond (https://aws.amazon.com/lambda/pricing/). The twin gives
 * each function a whole CPU, so its CPU time is stretched to the share that Lambda would give it. The time that a
 * function waits, for a receiver or for AWS, stays as it is.
 */
export function billedMs({ durationMs, cpuMs, memoryMb }: Omit<FunctionUsage, "first">): number {
  const slowdown = Math.max(1, MEMORY_OF_ONE_CPU_MB / memoryMb);
  return Math.ceil(durationMs + cpuMs * (slowdown - 1));
}

/** Counts an invocation. */
export function countInvocation({ invocations }: Usage, { functionName, ...invocation }: MeteredInvocation): void {
  const all = invocations[functionName] ?? [];
  all.push(invocation);
  invocations[functionName] = all;
}

/**
 * What is typical of a function: the first quartile of a value. Other programs on this machine, the twin among them,
 * hold up many invocations. On Lambda nothing does, because each one has a CPU of its own.
 */
export const typical = (all: FunctionUsage[], fieldOf: (one: FunctionUsage) => number): number =>
  quantile(all.map(fieldOf), 0.25);

/** The GB-seconds of all invocations of a function, if each had taken the typical time. */
export const gbSecondsOf = (all: FunctionUsage[]): number =>
  all.length * typical(all, (one) => (one.memoryMb / 1024) * (billedMs(one) / 1000));
