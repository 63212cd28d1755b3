import { expect, test } from "vitest";
import { AWS_LIMITS } from "../../../lib/local/aws-limits.ts";
import type { FunctionSpec } from "../../../lib/local/functions/function-spec.ts";
import { nextTraceHeader } from "../../../lib/local/functions/recursive-loop.ts";

const specOf = (name: string, recursiveLoop: FunctionSpec["recursiveLoop"] = "Terminate"): FunctionSpec => ({
  name,
  arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
  roleArn: "arn:aws:iam::000000000000:role/test",
  codeDirectory: "/nowhere",
  handler: "index.handler",
  environment: {},
  timeoutSeconds: 1,
  memoryMb: 128,
  concurrency: undefined,
  recursiveLoop,
});
const [one, other] = [specOf("one"), specOf("other")];

/** The trace header after these functions were invoked, each by a message of the one before it. */
const chain = (...specs: FunctionSpec[]): string =>
  specs.reduce<string>((header, spec) => nextTraceHeader(spec, header ? [header] : [], 16), "");

const times = (count: number, spec: FunctionSpec): FunctionSpec[] => Array.from({ length: count }, () => spec);

test("a chain keeps its trace, and counts the invocations of each function", () => {
  const first = chain(one);
  expect(first).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Sampled=0;Lineage=[0-9a-f]{8}:1$/);
  const next = nextTraceHeader(other, [nextTraceHeader(one, [first], 16)], 16);
  expect(next).toMatch(/Lineage=[0-9a-f]{8}:2\|[0-9a-f]{8}:1$/);
  expect(next.split(";")[0]).toBe(first.split(";")[0]);
});

test("the seventeenth invocation of a function in a chain is stopped", () => {
  const header = chain(...times(16, one));
  expect(() => nextTraceHeader(one, [header], AWS_LIMITS.chainInvocations)).toThrow(
    expect.objectContaining({ name: "RecursiveInvocationException" }),
  );
  expect(() => nextTraceHeader(other, [header], AWS_LIMITS.chainInvocations)).not.toThrow();
});

test("functions that invoke each other in turn are counted separately", () => {
  const header = chain(...times(16, one).flatMap((spec) => [spec, other]));
  expect(() => nextTraceHeader(one, [header], 16)).toThrow("one chain of messages invoked the function 16 times");
});

test("a function that may invoke itself is never stopped", () => {
  expect(chain(...times(40, specOf("one", "Allow")))).toMatch(/:40$/);
});

test("a batch has the highest counts of its messages", () => {
  const header = chain(...times(16, one));
  expect(() => nextTraceHeader(one, [chain(one), header], 16)).toThrow();
});

test.each(["", "Root=1-5759e988-bd862e3fe1be46a994272793", "Self=1;Sampled=?", "Lineage=nonsense;Root="])(
  "the trace header %j begins a new lineage",
  (header) => {
    expect(nextTraceHeader(one, [header], 1)).toMatch(/^Root=1-[0-9a-f-]+;Sampled=0;Lineage=[0-9a-f]{8}:1$/);
  },
);
