import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { emptyPlan } from "../../lib/local/resources/plan.ts";
import { routeHandlers } from "../../lib/local/resources/route-resources.ts";
import { startSchedules } from "../../lib/local/schedules.ts";

const PLACE = {
  region: "us-east-1",
  accountId: "000000000000",
  endpoints: { api: "http://127.0.0.1:1", console: "http://127.0.0.1:2" },
};
const FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:f";
const RESOURCE = { stack: { name: "s" }, logicalId: "Hourly" } as never;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function planned(ScheduleExpression: string, permitted = true) {
  const plan = emptyPlan();
  const rule = { ScheduleExpression, State: "ENABLED", Targets: [{ Id: "t", Arn: FUNCTION }] };
  routeHandlers(plan, PLACE)["AWS::Events::Rule"]?.(rule, RESOURCE);
  const sourceArn = plan.schedules[0]?.arn;
  if (permitted) plan.permissions.push({ functionName: "f", principal: "events.amazonaws.com", sourceArn });
  return plan;
}

it.each([
  ["rate(1 minute)", 1],
  ["rate(1 hour)", 60],
  ["rate(2 days)", 2880],
])("a rule with %s invokes its function every %d minutes", async (expression, minutes) => {
  const invoke = vi.fn(() => Promise.reject(new Error("a failure is the function's own to report")));
  const stop = startSchedules(planned(expression), invoke);
  await vi.advanceTimersByTimeAsync(minutes * 60_000 - 1);
  expect(invoke).toHaveBeenCalledTimes(0);
  await vi.advanceTimersByTimeAsync(minutes * 120_000);
  expect(invoke).toHaveBeenCalledTimes(2);
  expect(invoke).toHaveBeenCalledWith(FUNCTION, expect.objectContaining({ "detail-type": "Scheduled Event" }));
  stop();
  await vi.advanceTimersByTimeAsync(minutes * 600_000);
  expect(invoke).toHaveBeenCalledTimes(2);
});

it("the twin refuses schedules that it can't run", () => {
  expect(() => planned("cron(0 12 * * ? *)")).toThrow("the twin only supports rate(…)");
  expect(() => startSchedules(planned("rate(1 hour)", false), vi.fn())).toThrow("does not let");
});
