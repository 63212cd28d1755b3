import { describe, expect, it } from "vitest";
import { compilePolicy, type PolicyStatement } from "../../../lib/local/aws/iam.ts";

const queue = "arn:aws:sqs:us-east-1:000000000000:deliveries";
const table = "arn:aws:dynamodb:us-east-1:000000000000:table/posthorn";
const allow = (Action: unknown, Resource: unknown): PolicyStatement => ({ Effect: "Allow", Action, Resource });
const deny = (Action: unknown, Resource: unknown): PolicyStatement => ({ Effect: "Deny", Action, Resource });

describe("decisions", () => {
  it.each([
    ["nothing is granted", [], "sqs:SendMessage", queue, "not-allowed"],
    ["an exact grant", [allow("sqs:SendMessage", queue)], "sqs:SendMessage", queue, "allowed"],
    ["another action", [allow("sqs:SendMessage", queue)], "sqs:DeleteMessage", queue, "not-allowed"],
    ["an action with the same beginning", [allow("sqs:SendMessage", queue)], "sqs:SendMessageX", queue, "not-allowed"],
    ["an action's case", [allow("SQS:sendmessage", queue)], "sqs:SendMessage", queue, "allowed"],
    ["a resource's case", [allow("sqs:SendMessage", queue.toUpperCase())], "sqs:SendMessage", queue, "not-allowed"],
    ["another resource", [allow("sqs:SendMessage", `${queue}-2`)], "sqs:SendMessage", queue, "not-allowed"],
    ["lists", [allow(["a:B", "sqs:SendMessage"], [table, queue])], "sqs:SendMessage", queue, "allowed"],
    ["every action", [allow("*", queue)], "sqs:SendMessage", queue, "allowed"],
    ["every action of a service", [allow("sqs:*", queue)], "sqs:SendMessage", queue, "allowed"],
    ["an action with a wildcard inside", [allow("sqs:S*Message", queue)], "sqs:SendMessage", queue, "allowed"],
    ["an action with a question mark", [allow("sqs:SendMessag?", queue)], "sqs:SendMessage", queue, "allowed"],
    ["every resource", [allow("sqs:SendMessage", "*")], "sqs:SendMessage", queue, "allowed"],
    [
      "a wildcard in the last segment",
      [allow("dynamodb:Query", `${table}/*`)],
      "dynamodb:Query",
      `${table}/index/a`,
      "allowed",
    ],
    [
      "a table's grant for its index",
      [allow("dynamodb:Query", table)],
      "dynamodb:Query",
      `${table}/index/a`,
      "not-allowed",
    ],
    [
      "a wildcard that would span segments",
      [allow("sqs:SendMessage", "arn:aws:*:*:*:*")],
      "sqs:SendMessage",
      "*",
      "not-allowed",
    ],
    [
      "a wildcard region",
      [allow("sqs:SendMessage", queue.replace("us-east-1", "*"))],
      "sqs:SendMessage",
      queue,
      "allowed",
    ],
    ["a dot is only a dot", [allow("s:A", "arn:aws:s:::a.b")], "s:A", "arn:aws:s:::aXb", "not-allowed"],
    [
      "a question mark for one character",
      [allow("s:A", "arn:aws:s:::secret:x-??")],
      "s:A",
      "arn:aws:s:::secret:x-ab",
      "allowed",
    ],
    [
      "a question mark for no character",
      [allow("s:A", "arn:aws:s:::secret:x-??")],
      "s:A",
      "arn:aws:s:::secret:x-a",
      "not-allowed",
    ],
    ["a denial after a grant", [allow("*", "*"), deny("sqs:*", queue)], "sqs:SendMessage", queue, "denied"],
    ["a denial before a grant", [deny("sqs:*", queue), allow("*", "*")], "sqs:SendMessage", queue, "denied"],
    ["a denial of something else", [allow("*", "*"), deny("sqs:*", table)], "sqs:SendMessage", queue, "allowed"],
  ] as const)("%s", (_name, statements, action, resource, decision) => {
    expect(compilePolicy("role", statements)(action, resource)).toBe(decision);
  });
});

describe("forms that are not supported", () => {
  const known = allow("sqs:SendMessage", queue);
  const variable = "$".concat("{aws:username}");
  it.each([
    ["a condition", { ...known, Condition: { Bool: { "aws:SecureTransport": "true" } } }, "Condition"],
    ["NotAction", { Effect: "Allow", NotAction: "sqs:*", Resource: "*" }, "NotAction"],
    ["NotResource", { Effect: "Allow", Action: "sqs:*", NotResource: "*" }, "NotResource"],
    ["a principal", { ...known, Principal: "*" }, "Principal"],
    ["a policy variable", allow("s3:GetObject", `arn:aws:s3:::home/${variable}`), variable],
    ["an unknown effect", { ...known, Effect: "Maybe" }, "Effect"],
    ["an unresolved resource", allow("sqs:SendMessage", { "Fn::GetAtt": ["Queue", "Arn"] }), "Resource"],
    ["no resource", { Effect: "Allow", Action: "sqs:*" }, "Resource"],
    ["a resource that is not an ARN", allow("sqs:SendMessage", "deliveries"), "deliveries is not an ARN"],
  ])("%s", (_name, statement, problem) => {
    const compile = () => compilePolicy("deliver", [known, { Sid: "Odd", ...statement }]);
    expect(compile).toThrow("policy of deliver, statement 2 (Odd)");
    expect(compile).toThrow(problem);
  });
});
