import { expect, test } from "vitest";
import { functionHandlers } from "../../../lib/local/resources/function-resources.ts";
import { requirePermission } from "../../../lib/local/resources/invoke-permission.ts";
import { emptyPlan } from "../../../lib/local/resources/plan.ts";
import { routeHandlers } from "../../../lib/local/resources/route-resources.ts";
import { requireSendPermission } from "../../../lib/local/resources/send-permission.ts";
import { type CloudFormationTemplate, readStack } from "../../../lib/local/template/assembly.ts";
import { deployTemplate } from "../../../lib/local/template/deploy-template.ts";

const place = { region: "us-east-1", accountId: "000000000000" };

async function deploy(Resources: NonNullable<CloudFormationTemplate["Resources"]>) {
  const plan = emptyPlan();
  const assets = new Map([["code.zip", "/bundles/code"]]);
  const endpoints = { api: "http://127.0.0.1:1", console: "http://127.0.0.1:2" };
  const handlers = {
    ...functionHandlers(plan, { ...place, assets }),
    ...routeHandlers(plan, { ...place, endpoints }),
  };
  await deployTemplate({ stacks: [readStack("s", { Resources })], assets }, { ...place, handlers });
  return plan;
}

const statement = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:000000000000:q" };
const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: {} } };
const fn = (more: object = {}) => ({
  Type: "AWS::Lambda::Function",
  Properties: {
    Code: { S3Bucket: "b", S3Key: "code.zip" },
    Handler: "index.handler",
    Role: { "Fn::GetAtt": ["Role", "Arn"] },
    Runtime: "nodejs24.x",
    ...more,
  },
});

test("a function has Lambda's defaults where the template sets nothing", async () => {
  const plan = await deploy({ Role: role, Fn: fn() });
  const [spec] = plan.functions.values();
  expect(spec).toMatchObject({ timeoutSeconds: 3, memoryMb: 128, environment: {}, concurrency: undefined });
  expect(spec?.codeDirectory).toBe("/bundles/code");
  expect([...plan.roles.keys()]).toEqual([spec?.roleArn]);
});

test("a role has its inline, attached and managed statements", async () => {
  const managed = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";
  const document = { Version: "2012-10-17", Statement: [statement] };
  const plan = await deploy({
    Role: {
      ...role,
      Properties: { ManagedPolicyArns: [managed], Policies: [{ PolicyName: "p", PolicyDocument: document }] },
    },
    Policy: {
      Type: "AWS::IAM::Policy",
      Properties: {
        PolicyName: "q",
        Roles: [{ Ref: "Role" }],
        PolicyDocument: { Statement: { ...statement, Sid: "Q" } },
      },
    },
  });
  const [only] = plan.roles.values();
  expect(only?.statements).toEqual([
    statement,
    expect.objectContaining({ Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"] }),
    { ...statement, Sid: "Q" },
  ]);
});

test("generated names are the same at each start", async () => {
  const names = async () => [...(await deploy({ Role: role, Fn: fn() })).functions.keys()];
  expect(await names()).toEqual(await names());
});

test("an event source mapping belongs to its function", async () => {
  const plan = await deploy({
    Role: role,
    Fn: fn({ FunctionName: "f" }),
    Mapping: {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        EventSourceArn: "arn:aws:sqs:us-east-1:000000000000:q",
        FunctionName: { "Fn::GetAtt": ["Fn", "Arn"] },
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: "7" },
      },
    },
  });
  expect(plan.mappings).toEqual([
    expect.objectContaining({ functionName: "f", batchSize: 10, maximumConcurrency: 7, reportsFailures: true }),
  ]);
});

test("a rule has its targets, with their retries", async () => {
  const plan = await deploy({
    Rule: {
      Type: "AWS::Events::Rule",
      Properties: {
        Name: "r",
        EventBusName: "b",
        EventPattern: { source: ["s"] },
        Targets: [
          {
            Id: "t",
            Arn: "arn:aws:sqs:us-east-1:000000000000:q",
            RetryPolicy: { MaximumRetryAttempts: 3 },
            DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:000000000000:d" },
          },
        ],
      },
    },
  });
  expect(plan.rules).toEqual([
    {
      name: "r",
      arn: "arn:aws:events:us-east-1:000000000000:rule/b/r",
      busName: "b",
      eventPattern: { source: ["s"] },
      targets: [
        {
          id: "t",
          arn: "arn:aws:sqs:us-east-1:000000000000:q",
          deadLetterArn: "arn:aws:sqs:us-east-1:000000000000:d",
          retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: undefined },
        },
      ],
    },
  ]);
});

const api = { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "a-api", ProtocolType: "HTTP" } };
const apiNamed = (Name: string) => ({ ...api, Properties: { ...api.Properties, Name } });

test("each HTTP API belongs to a host, and its stage has variables", async () => {
  const stage = {
    Type: "AWS::ApiGatewayV2::Stage",
    Properties: {
      ApiId: { Ref: "Console" },
      StageName: "$default",
      AutoDeploy: true,
      StageVariables: { host: "console" },
    },
  };
  const { apis } = await deploy({ Api: api, Console: apiNamed("a-console"), Stage: stage });
  expect([...apis.values()].map(({ host, stageVariables }) => [host, stageVariables])).toEqual([
    ["api", undefined],
    ["console", { host: "console" }],
  ]);
});

const ruleTo = (Arn: string) => ({
  Type: "AWS::Events::Rule",
  Properties: { EventPattern: { source: ["s"] }, Targets: [{ Id: "t", Arn }] },
});
const fifoMapping = (more: object) => ({
  Type: "AWS::Lambda::EventSourceMapping",
  Properties: { EventSourceArn: "arn:aws:sqs:r:a:q.fifo", FunctionName: { Ref: "Fn" }, ...more },
});
const refused: [name: string, resources: NonNullable<CloudFormationTemplate["Resources"]>, message: string][] = [
  [
    "a property",
    { Api: { ...api, Properties: { ...api.Properties, CorsConfiguration: {} } } },
    "s/Api (AWS::ApiGatewayV2::Api): the twin does not support the property CorsConfiguration",
  ],
  [
    "an HTTP API of another host",
    { Api: apiNamed("a-portal") },
    "the twin only supports HTTP APIs whose names end in -api or -console",
  ],
  ["a target", { Rule: ruleTo("arn:aws:lambda:r:a:function:f") }, "the twin only supports queues as targets"],
  ["a runtime", { Role: role, Fn: fn({ Runtime: "python3.13" }) }, "the twin only supports nodejs functions"],
  ["an asset", { Role: role, Fn: fn({ Code: { S3Key: "gone.zip" } }) }, "the assembly has no asset gone.zip"],
  [
    "a managed policy",
    { Role: { ...role, Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/Admin"] } } },
    "does not support the managed policy",
  ],
  [
    "a stage",
    {
      Api: api,
      Stage: {
        Type: "AWS::ApiGatewayV2::Stage",
        Properties: { ApiId: { Ref: "Api" }, StageName: "v1", AutoDeploy: true },
      },
    },
    "the twin only supports the stage $default",
  ],
  [
    "a window that is too long",
    {
      Role: role,
      Fn: fn(),
      M: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: "arn:aws:sqs:r:a:q",
          FunctionName: { Ref: "Fn" },
          MaximumBatchingWindowInSeconds: 301,
        },
      },
    },
    "MaximumBatchingWindowInSeconds",
  ],
  [
    "a batching window of a FIFO queue",
    { Role: role, Fn: fn(), M: fifoMapping({ MaximumBatchingWindowInSeconds: 1 }) },
    "MaximumBatchingWindowInSeconds: FIFO queues have no batching window",
  ],
  [
    "more than ten messages of a FIFO queue in a batch",
    { Role: role, Fn: fn(), M: fifoMapping({ BatchSize: 11 }) },
    "BatchSize: a batch of a FIFO queue has at most 10 messages",
  ],
];

test.each(refused)("%s that the twin does not support is an error that names it", async (_name, resources, message) => {
  await expect(deploy(resources)).rejects.toThrow(message);
});

test.each([
  ["any route of the API", "arn:aws:execute-api:r:a:api1/*/*/*", true],
  ["this route", "arn:aws:execute-api:r:a:api1/*/POST/events", true],
  ["any source", undefined, true],
  ["another API", "arn:aws:execute-api:r:a:api2/*/*/*", false],
  ["another route", "arn:aws:execute-api:r:a:api1/*/GET/events", false],
])("a permission for %s is checked", (_name, sourceArn, permitted) => {
  const plan = {
    ...emptyPlan(),
    permissions: [{ functionName: "f", principal: "apigateway.amazonaws.com", sourceArn }],
  };
  const wanted = {
    functionName: "f",
    principal: "apigateway.amazonaws.com",
    sourceArn: "arn:aws:execute-api:r:a:api1/$default/POST/events",
  };
  if (permitted) expect(() => requirePermission(plan, wanted)).not.toThrow();
  else
    expect(() => requirePermission(plan, wanted)).toThrow(
      "does not let arn:aws:execute-api:r:a:api1/$default/POST/events invoke f",
    );
});

const sending = { queueArn: "arn:aws:sqs:r:a:q", queueUrl: "http://q", sourceArn: "arn:aws:events:r:a:rule/b/r" };
const sendStatement = {
  Effect: "Allow",
  Action: ["sqs:SendMessage", "sqs:GetQueueUrl"],
  Principal: { Service: "events.amazonaws.com" },
  Resource: sending.queueArn,
  Condition: { ArnEquals: { "aws:SourceArn": sending.sourceArn } },
};

test.each([
  ["for the rule", {}, true],
  ["for any rule of the bus", { Condition: { ArnLike: { "aws:SourceArn": "arn:aws:events:r:a:rule/b/*" } } }, true],
  ["for another rule", { Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:events:r:a:rule/b/s" } } }, false],
  ["under another condition", { Condition: { Bool: { "aws:SecureTransport": "true" } } }, false],
  ["for another service", { Principal: { Service: "sns.amazonaws.com" } }, false],
  ["for another queue", { Resource: "arn:aws:sqs:r:a:p" }, false],
  ["for another action", { Action: "sqs:ReceiveMessage" }, false],
  ["as a denial", { Effect: "Deny" }, false],
])("a queue policy %s is checked", (_name, fields, permitted) => {
  const statements = [{ ...sendStatement, ...fields }];
  const plan = { ...emptyPlan(), queuePolicies: [{ queueUrls: [sending.queueUrl], statements }] };
  const others = { ...emptyPlan(), queuePolicies: [{ queueUrls: ["http://p"], statements: [sendStatement] }] };
  const message = `the template does not let ${sending.sourceArn} send to ${sending.queueArn}`;
  if (permitted) expect(() => requireSendPermission(plan, sending)).not.toThrow();
  else expect(() => requireSendPermission(plan, sending)).toThrow(message);
  expect(() => requireSendPermission(others, sending)).toThrow(message);
});
