import { expect, test } from "vitest";
import { type CloudFormationTemplate, readStack } from "../../../lib/local/template/assembly.ts";
import { deployTemplate, type Handlers } from "../../../lib/local/template/deploy-template.ts";

function setup(...templates: CloudFormationTemplate[]) {
  const made: string[] = [];
  const make: Handlers[string] = (properties, { logicalId }) => {
    made.push(logicalId);
    return { ref: `ref-${logicalId}`, attributes: { Echo: JSON.stringify(properties) } };
  };
  const stacks = templates.map((template, index) => readStack(`s${index}`, template));
  const handlers = { "T::Thing": make, "T::Broken": () => Promise.reject(new Error("no disk")) };
  const deploying = deployTemplate({ stacks, assets: new Map() }, { region: "r", accountId: "a", handlers });
  return { deploying, made };
}

test("creates a resource's dependencies before it, once, across stacks", async () => {
  const { deploying, made } = setup(
    {
      Resources: {
        A: {
          Type: "T::Thing",
          DependsOn: "C",
          Properties: { from: { "Fn::GetStackOutput": { StackName: "s1", OutputName: "B" } } },
        },
        C: { Type: "T::Thing", Properties: { x: { Ref: "D" } } },
        D: { Type: "T::Thing" },
      },
      Outputs: { First: { Value: { "Fn::GetAtt": ["A", "Echo"] } } },
    },
    { Resources: { B: { Type: "T::Thing" } }, Outputs: { B: { Value: { Ref: "B" } } } },
  );
  const { outputs } = await deploying;
  expect(made).toEqual(["D", "C", "B", "A"]);
  expect(outputs).toEqual({ First: '{"from":"ref-B"}', B: "ref-B" });
});

test("counts the resources that do not run by type, unless another resource needs them", async () => {
  const alarms = { A1: { Type: "T::Alarm" }, A2: { Type: "T::Alarm", Properties: { x: { Ref: "nothing" } } } };
  const { notRun } = await setup({ Resources: alarms }).deploying;
  expect([...notRun]).toEqual([["T::Alarm", 2]]);
  const { deploying } = setup({ Resources: { ...alarms, B: { Type: "T::Thing", Properties: { a: { Ref: "A1" } } } } });
  await expect(deploying).rejects.toThrow("s0/B needs s0/A1, but the twin cannot run T::Alarm");
});

test("skips a resource whose condition does not hold", async () => {
  const { deploying, made } = setup({
    Conditions: { No: { "Fn::Equals": ["a", "b"] }, Yes: { "Fn::Equals": ["a", "a"] } },
    Resources: { A: { Type: "T::Thing", Condition: "No" }, B: { Type: "T::Thing", Condition: "Yes" } },
  });
  await deploying;
  expect(made).toEqual(["B"]);
});

test("an error names the resource", async () => {
  const { deploying } = setup({ Resources: { A: { Type: "T::Broken" } } });
  await expect(deploying).rejects.toThrow("s0/A (T::Broken): no disk");
});

test("a cycle of resources is an error that names the cycle", async () => {
  const needs = (id: string) => ({ Type: "T::Thing", Properties: { x: { Ref: id } } });
  const { deploying } = setup({ Resources: { A: needs("B"), B: needs("A") } });
  await expect(deploying).rejects.toThrow("s0/A → s0/B → s0/A");
});

test("a reference to a missing resource is an error that names both", async () => {
  const { deploying } = setup({ Resources: { A: { Type: "T::Thing", Properties: { x: { Ref: "Gone" } } } } });
  await expect(deploying).rejects.toThrow("s0/A refers to Gone, which does not exist in s0");
});
