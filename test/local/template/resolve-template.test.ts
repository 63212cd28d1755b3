import { describe, expect, test } from "vitest";
import { type CloudFormationTemplate, readStack, type Stack } from "../../../lib/local/template/assembly.ts";
import { createResolver } from "../../../lib/local/template/resolve-template.ts";

const other = readStack("other", {
  Outputs: {
    Plain: { Value: { "Fn::GetAtt": ["Queue", "Arn"] } },
    Exported: { Value: { Ref: "Queue" }, Export: { Name: { "Fn::Sub": `\${AWS::StackName}:queue` } } },
  },
});
const own: CloudFormationTemplate = {
  Parameters: { Stage: { Default: "dev" }, Version: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/x" } },
  Conditions: {
    IsDev: { "Fn::Equals": [{ Ref: "Stage" }, "dev"] },
    IsNot: { "Fn::Not": [{ Condition: "IsDev" }] },
    Both: { "Fn::And": [{ Condition: "IsDev" }, { Condition: "IsNot" }] },
    Either: { "Fn::Or": [{ Condition: "IsDev" }, { Condition: "IsNot" }] },
  },
};

function resolveIn(value: unknown, stack: Stack = readStack("own", own)): Promise<unknown> {
  const created = async (id: string, scope: { stack: Stack }) => ({
    ref: `${scope.stack.name}.${id}`,
    attributes: { Arn: `arn:aws:sqs:eu-west-1:1:${id}`, "Endpoint.Address": "host" },
  });
  const resolve = createResolver({ region: "eu-west-1", accountId: "1", stacks: [stack, other], created });
  return resolve(value, { stack, path: ["own/Thing"] });
}

describe("intrinsic functions", () => {
  const cases: [name: string, value: unknown, expected: unknown][] = [
    ["plain values", { a: [1, true, null, "x"] }, { a: [1, true, null, "x"] }],
    ["Ref of a resource", { Ref: "Queue" }, "own.Queue"],
    ["Ref of a parameter", { Ref: "Stage" }, "dev"],
    ["pseudo parameters", [{ Ref: "AWS::Region" }, { Ref: "AWS::AccountId" }], ["eu-west-1", "1"]],
    ["NoValue in an object", { a: { Ref: "AWS::NoValue" }, b: 1 }, { b: 1 }],
    ["NoValue in a list", [{ Ref: "AWS::NoValue" }, 1], [1]],
    ["GetAtt as a list", { "Fn::GetAtt": ["Queue", "Arn"] }, "arn:aws:sqs:eu-west-1:1:Queue"],
    ["GetAtt as a string, dotted", { "Fn::GetAtt": "Queue.Endpoint.Address" }, "host"],
    ["Join", { "Fn::Join": ["-", ["a", { Ref: "Stage" }, 3]] }, "a-dev-3"],
    ["Split and Select", { "Fn::Select": ["1", { "Fn::Split": [":", "a:b:c"] }] }, "b"],
    [
      "Sub",
      { "Fn::Sub": `\${AWS::Partition}/\${Queue}/\${Queue.Arn}/\${!Raw}` },
      `aws/own.Queue/arn:aws:sqs:eu-west-1:1:Queue/\${Raw}`,
    ],
    ["Sub with variables", { "Fn::Sub": [`\${X}-\${Stage}`, { X: { Ref: "AWS::Region" } }] }, "eu-west-1-dev"],
    ["ImportValue", { "Fn::ImportValue": "other:queue" }, "other.Queue"],
    [
      "GetStackOutput",
      { "Fn::GetStackOutput": { StackName: "other", OutputName: "Plain", Region: "eu-west-1" } },
      "arn:aws:sqs:eu-west-1:1:Queue",
    ],
    ["If, true", { "Fn::If": ["IsDev", "yes", "no"] }, "yes"],
    ["If, false", { "Fn::If": ["IsNot", "yes", "no"] }, "no"],
    ["And", { "Fn::If": ["Both", "yes", "no"] }, "no"],
    ["Or", { "Fn::If": ["Either", "yes", "no"] }, "yes"],
    ["a function's key beside another key is plain", { Ref: "a", Condition: "b" }, { Ref: "a", Condition: "b" }],
  ];
  test.each(cases)("%s", async (_name, value, expected) => {
    expect(await resolveIn(value)).toEqual(expected);
  });

  const unknown: [name: string, value: unknown, message: string][] = [
    ["function", { "Fn::Cidr": [] }, "own/Thing: the twin does not support Fn::Cidr"],
    ["attribute", { "Fn::GetAtt": ["Queue", "Colour"] }, "own/Queue: the twin does not support the attribute Colour"],
    ["pseudo parameter", { Ref: "AWS::Moon" }, "the twin does not support the pseudo parameter AWS::Moon"],
    ["export", { "Fn::ImportValue": "nobody" }, "own: no stack exports nobody"],
    ["output", { "Fn::GetStackOutput": { StackName: "other", OutputName: "X" } }, "no output X in stack other"],
    [
      "output of another region",
      { "Fn::GetStackOutput": { StackName: "other", OutputName: "Plain", Region: "us-west-2" } },
      "us-west-2",
    ],
    ["condition", { "Fn::If": ["Never", 1, 2] }, "own: no condition Never"],
    ["parameter in SSM", { Ref: "Version" }, "own: parameter Version has no local value"],
  ];
  test.each(unknown)("an unknown %s is an error that names it", async (_name, value, message) => {
    await expect(resolveIn(value)).rejects.toThrow(message);
  });
});
