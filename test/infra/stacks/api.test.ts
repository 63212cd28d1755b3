import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { allRoutes, servedBy } from "../../../lib/api/functions.ts";
import {
  alertEnv,
  apiEnv,
  consoleEnv,
  healthEnv,
  logEnv,
  operatorEnv,
  portalEnv,
  sessionEnv,
  signingEnv,
} from "../../../lib/contract/env.ts";
import { pageRoutes } from "../../../lib/contract/pages.ts";
import { grantsOf, templateOf } from "../synthesis.ts";

const READ = "secretsmanager:GetSecretValue on SecretsAdminKey";

describe("the API stack", () => {
  it.each(["Http", "Console"])("has every route of the contract, its pages, and no other at the host %s", (host) => {
    const routes = Object.values(templateOf("api").findResources("AWS::ApiGatewayV2::Route"));
    const ofHost = routes.filter(({ Properties }) => Properties.ApiId.Ref.startsWith(`${host}Api`));
    const pages = host === "Console" ? pageRoutes.console : pageRoutes.portal;
    expect(ofHost.map(({ Properties }) => Properties.RouteKey).sort()).toEqual([...allRoutes(), ...pages].sort());
  });

  it("stays far from the 500 resources that a template may have", () => {
    expect(Object.keys(templateOf("api").toJSON().Resources).length).toBeLessThan(400);
  });

  it("lets each host invoke each function by one permission, because a function's policy has at most 20 KB", () => {
    const permissions = Object.values(templateOf("api").findResources("AWS::Lambda::Permission"));
    const invokers = permissions.filter(({ Properties }) => Properties.Principal === "apigateway.amazonaws.com");
    // One of the functions serves the pages.
    expect(invokers).toHaveLength(2 * (Object.keys(servedBy).length + 1));
  });

  it("tells the functions when a request came in at the console host", () => {
    const stages = Object.values(templateOf("api").findResources("AWS::ApiGatewayV2::Stage"));
    const variables = stages.map(({ Properties }) => [Properties.ApiId.Ref, Properties.StageVariables]);
    expect(variables).toEqual([
      [expect.stringMatching(/^HttpApi/), undefined],
      [expect.stringMatching(/^ConsoleApi/), { host: "console" }],
    ]);
  });

  it("sends each route to its function, in payload format 2.0", () => {
    const template = templateOf("api");
    template.resourceCountIs("AWS::ApiGatewayV2::Integration", 2 * (Object.keys(servedBy).length + 1));
    template.allResourcesProperties("AWS::ApiGatewayV2::Integration", {
      IntegrationType: "AWS_PROXY",
      PayloadFormatVersion: "2.0",
    });
    expect(targetOf("POST /api/v1/events")).toMatch(/Ingest/);
    expect(targetOf("GET /api/v1/events/{id}")).toMatch(/Log/);
    expect(targetOf("GET /api/v1/subscriptions")).toMatch(/Function/);
    expect(targetOf("POST /api/v1/subscriptions/{id}/test")).toMatch(/Signing/);
    expect(targetOf("GET /api/v1/subscriptions/{id}/health")).toMatch(/Health/);
    expect(targetOf("POST /api/v1/subscriptions/{id}/pause")).toMatch(/Health/);
    expect(targetOf("GET /api/v1/tenants")).toMatch(/Operator/);
    expect(targetOf("GET /api/v1/dead-letters")).toMatch(/Operator/);
  });

  it("throttles requests, and logs them without headers", () => {
    const template = templateOf("api");
    template.allResourcesProperties("AWS::ApiGatewayV2::Stage", {
      StageName: "$default",
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 },
      RouteSettings: { "POST /api/v1/events": { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 } },
      AccessLogSettings: {
        DestinationArn: { "Fn::GetAtt": [Match.stringLikeRegexp("AccessLog"), "Arn"] },
        Format: Match.serializedJson(Match.objectLike({ status: "$context.status", requestId: "$context.requestId" })),
      },
    });
    // CloudFormation creates the stage after the route that it has settings for.
    for (const stage of Object.values(template.findResources("AWS::ApiGatewayV2::Stage"))) {
      expect(stage.DependsOn).toContainEqual(expect.stringMatching(/POSTapiv1events/));
    }
    for (const host of ["api", "console"]) {
      template.hasResourceProperties("AWS::Logs::LogGroup", {
        LogGroupName: `/aws/vendedlogs/posthorn-dev-${host}`,
        RetentionInDays: 30,
      });
    }
  });

  it("allows no cross-origin requests", () => {
    templateOf("api").allResourcesProperties("AWS::ApiGatewayV2::Api", {
      ProtocolType: "HTTP",
      CorsConfiguration: Match.absent(),
    });
  });

  it("has outputs with the hosts' URLs, without a trailing slash", () => {
    const url = (host: string) => ({ Value: { "Fn::GetAtt": [Match.stringLikeRegexp(`^${host}Api`), "ApiEndpoint"] } });
    templateOf("api").hasOutput("ApiUrl", url("Http"));
    templateOf("api").hasOutput("ConsoleUrl", url("Console"));
  });

  it("gives the log function its environment", () => {
    expect(variableNames(environmentOf("posthorn-dev-log"))).toEqual([...logEnv].sort());
  });

  it("gives the alert function its environment, with a topic only if there is one", () => {
    const variables = environmentOf("posthorn-dev-alert");
    expect(variableNames(variables)).toEqual([...alertEnv].sort());
    expect(variables).toMatchObject({
      STAGE: "dev",
      ALERT_TOPIC_ARN: "",
      API_URL: { "Fn::GetAtt": [expect.stringMatching(/^HttpApi/), "ApiEndpoint"] },
      CONSOLE_URL: { "Fn::GetAtt": [expect.stringMatching(/^ConsoleApi/), "ApiEndpoint"] },
    });
    const alarmTopicArn = "arn:aws:sns:eu-west-1:123456789012:ops";
    expect(environmentOf("posthorn-dev-alert", { alarmTopicArn })).toMatchObject({ ALERT_TOPIC_ARN: alarmTopicArn });
  });

  it("looks for alerts each minute", () => {
    templateOf("api").hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 minute)",
      State: "ENABLED",
      Targets: [Match.objectLike({ Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("^Alert"), "Arn"] } })],
    });
  });

  it.each([
    [{}, []],
    [{ alarmEmail: "ops@example.com" }, ["sns:Publish on AlarmsTopic"]],
    [
      { alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:ops" },
      ["sns:Publish on arn:aws:sns:eu-west-1:123456789012:ops"],
    ],
  ])("grants the alert function exactly what it needs, with %j", (context, publishing) => {
    expect(grantsOf(templateOf("api", context), "posthorn-dev-alert")).toEqual(
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable/index/due",
        "dynamodb:UpdateItem on DataTable",
        "events:PutEvents on IntakeBus",
        ...publishing,
        "sqs:SendMessage on IntakeQueue",
      ].map((grant) => `Allow ${grant}`),
    );
  });

  it("watches every function of its own", () => {
    const alarms = Object.values(templateOf("api").findResources("AWS::CloudWatch::Alarm"));
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual(
      ["alert", "api", "console", "docs", "health", "log", "operator", "portal", "session", "signing"].map(
        (name) => `posthorn-dev-${name}-errors`,
      ),
    );
  });

  it("gives the signing function its environment", () => {
    expect(variableNames(environmentOf("posthorn-dev-signing"))).toEqual([...signingEnv].sort());
  });

  it("gives the session function its environment", () => {
    const variables = environmentOf("posthorn-dev-session");
    expect(variableNames(variables)).toEqual([...sessionEnv].sort());
    expect(variables).toMatchObject({
      CONSOLE_URL: { "Fn::GetAtt": [expect.stringMatching(/^ConsoleApi/), "ApiEndpoint"] },
    });
  });

  it("gives the health function its environment", () => {
    expect(variableNames(environmentOf("posthorn-dev-health"))).toEqual([...healthEnv].sort());
  });

  it("gives the portal function its environment, with the API's own URL or the first custom one", () => {
    const variables = environmentOf("posthorn-dev-portal", { portalOrigins: "https://app.example.com" });
    expect(variableNames(variables)).toEqual([...portalEnv].sort());
    expect(variables.PORTAL_ORIGINS).toBe("https://app.example.com");
    expect(JSON.stringify(variables.API_URL)).toContain("HttpApi");
    const custom = environmentOf("posthorn-dev-portal", { apiHosts: "hooks.example.com" });
    expect(custom.API_URL).toBe("https://hooks.example.com");
  });

  it("gives the operator function its environment", () => {
    expect(variableNames(environmentOf("posthorn-dev-operator"))).toEqual([...operatorEnv].sort());
  });

  it("gives the api function its environment, with attempts converted to retries", () => {
    const context = {
      defaultAttempts: 2,
      maximumAttempts: 5,
      secretStorage: "sealed",
      allowTlsOptOut: true,
      maxSubscriptions: 7,
    };
    const variables = environmentOf("posthorn-dev-api", context);
    expect(variableNames(variables)).toEqual([...apiEnv].sort());
    expect(variables).toMatchObject({
      DEFAULT_MAX_RETRIES: "1",
      MAX_RETRIES: "4",
      MAX_SUBSCRIPTIONS: "7",
      SECRET_STORAGE: "sealed",
      SECRET_PREFIX: "posthorn/dev/subscriptions/",
      ALLOW_TLS_OPT_OUT: "true",
      ALLOW_HTTP: "false",
    });
  });

  it.each(["api", "signing", "health"])(
    "tells the %s function both of the API's own hosts, and the custom one",
    (name) => {
      // No POST may go to one of them, whichever of them the request for it came in at.
      const { API_HOSTS } = environmentOf(`posthorn-dev-${name}`, { apiHosts: "hooks.example.com" });
      for (const host of ["hooks.example.com,", "HttpApi", "ConsoleApi"]) {
        expect(JSON.stringify(API_HOSTS)).toContain(host);
      }
    },
  );

  it("grants the console function nothing, and tells it who may embed the portal", () => {
    expect(grantsOf(templateOf("api"), "posthorn-dev-console")).toEqual([]);
    expect(environmentOf("posthorn-dev-console")).toMatchObject({ PORTAL_ORIGINS: "" });
    const portalOrigins = "https://a.example, https://b.example";
    const variables = environmentOf("posthorn-dev-console", { portalOrigins });
    expect(variableNames(variables)).toEqual([...consoleEnv].sort());
    expect(variables).toMatchObject({ PORTAL_ORIGINS: "https://a.example,https://b.example" });
  });

  it("grants the docs function nothing", () => {
    expect(grantsOf(templateOf("api"), "posthorn-dev-docs")).toEqual([]);
    expect(variableNames(environmentOf("posthorn-dev-docs"))).toEqual([]);
  });

  it("grants the log function exactly what it needs", () => {
    expect(grantsOf(templateOf("api"), "posthorn-dev-log")).toEqual(
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:BatchWriteItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:Query on DataTable/index/state",
        "dynamodb:UpdateItem on DataTable",
        READ,
        "sqs:SendMessage on IntakeQueue",
        "sqs:SendMessage on QueuesDeliveries",
        "sqs:SendMessage on ReplaysSlices",
        "sqs:SendMessage on WakesSlices",
      ].map((grant) => `Allow ${grant}`),
    );
  });

  it("grants the signing function no change of a subscription or a secret", () => {
    const secrets = "arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:posthorn/dev/subscriptions/*";
    expect(grantsOf(templateOf("api"), "posthorn-dev-signing")).toEqual(
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:Query on DataTable/index/state",
        "dynamodb:UpdateItem on DataTable",
        READ,
        "secretsmanager:GetSecretValue on SecretsKeyRing",
        `secretsmanager:GetSecretValue on ${secrets}`,
        "sqs:SendMessage on WakesSlices",
      ].map((grant) => `Allow ${grant}`),
    );
  });

  it("grants the health function exactly what it needs", () => {
    expect(grantsOf(templateOf("api"), "posthorn-dev-health")).toEqual(
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:Query on DataTable/index/due",
        "dynamodb:Query on DataTable/index/state",
        "dynamodb:UpdateItem on DataTable",
        READ,
        "sqs:GetQueueAttributes on FanOutsPages",
        "sqs:GetQueueAttributes on IntakeQueue",
        "sqs:GetQueueAttributes on QueuesDeliveries",
        "sqs:GetQueueAttributes on QueuesOrdered",
        "sqs:GetQueueAttributes on QueuesRetries",
        "sqs:SendMessage on WakesSlices",
      ].map((grant) => `Allow ${grant}`),
    );
  });

  it("grants the session function exactly what it needs", () => {
    expect(grantsOf(templateOf("api"), "posthorn-dev-session")).toEqual(
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:UpdateItem on DataTable",
        READ,
      ].map((grant) => `Allow ${grant}`),
    );
  });

  it("lets the session function read the secret of the identity provider's client, if there is one", () => {
    const arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:oidc-AbCdEf";
    const context = {
      oidcIssuer: "https://login.example.com",
      oidcClientId: "c",
      oidcClientSecretArn: arn,
      oidcOperators: "on-call,admins",
    };
    const grants = grantsOf(templateOf("api", context), "posthorn-dev-session");
    expect(grants).toContain(`Allow secretsmanager:GetSecretValue on ${arn}`);
    expect(environmentOf("posthorn-dev-session", context)).toMatchObject({
      OIDC_ISSUER: "https://login.example.com",
      OIDC_CLIENT_ID: "c",
      OIDC_CLIENT_SECRET_ID: arn,
      OIDC_SCOPES: "openid,email",
      OIDC_ROLE_CLAIM: "groups",
      OIDC_VIEWERS: "",
      OIDC_OPERATORS: "on-call,admins",
    });
  });

  it("grants the operator function exactly what it needs", () => {
    expect(grantsOf(templateOf("api"), "posthorn-dev-operator")).toEqual(
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:UpdateItem on DataTable",
        READ,
      ].map((grant) => `Allow ${grant}`),
    );
  });

  it("lets only the functions that serve keyed routes read the admin key", () => {
    const templates = [templateOf("api"), templateOf("pipeline")];
    const readers = templates.map((template) =>
      functionNamesOf(template).filter((name) => grantsOf(template, name).includes(`Allow ${READ}`)),
    );
    const [ofApi, ofPipeline] = [
      ["api", "health", "log", "operator", "portal", "session", "signing"].map((name) => `posthorn-dev-${name}`),
      ["posthorn-dev-erase", "posthorn-dev-ingest", "posthorn-dev-reseal"],
    ];
    expect(readers).toEqual([ofApi, ofPipeline]);
    // Each of them has one grant and one variable, and nothing else mentions the key.
    for (const type of ["AWS::IAM::Role", "AWS::Lambda::Function"]) {
      expect(
        templates.map((template) => JSON.stringify(template.findResources(type)).split("AdminKey").length - 1),
      ).toEqual([7, 3]);
    }
  });

  it("grants the api function exactly what it needs", () => {
    const secrets = "arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:posthorn/dev/subscriptions/*";
    expect(grantsOf(templateOf("api"), "posthorn-dev-api")).toEqual(
      [
        "dynamodb:BatchGetItem on DataTable",
        "dynamodb:DeleteItem on DataTable",
        "dynamodb:GetItem on DataTable",
        "dynamodb:PartiQLInsert on DataTable",
        "dynamodb:PutItem on DataTable",
        "dynamodb:Query on DataTable",
        "dynamodb:Query on DataTable/index/state",
        "dynamodb:UpdateItem on DataTable",
        `secretsmanager:CreateSecret on ${secrets}`,
        `secretsmanager:DeleteSecret on ${secrets}`,
        READ,
        "secretsmanager:GetSecretValue on SecretsKeyRing",
        `secretsmanager:GetSecretValue on ${secrets}`,
        `secretsmanager:PutSecretValue on ${secrets}`,
        "sqs:SendMessage on WakesSlices",
      ].map((grant) => `Allow ${grant}`),
    );
  });
});

const functionNamesOf = (template: Template): string[] =>
  Object.values(template.findResources("AWS::Lambda::Function"))
    .map(({ Properties }) => Properties.FunctionName as string)
    .sort();

/** The environment variables of a function. */
function environmentOf(functionName: string, context: Record<string, unknown> = {}): Record<string, string> {
  const functions = Object.values(templateOf("api", context).findResources("AWS::Lambda::Function"));
  const found = functions.find(({ Properties }) => Properties.FunctionName === functionName);
  return found?.Properties.Environment.Variables;
}

/** The names of the variables that `env.ts` declares for a function. */
const variableNames = (variables: Record<string, string>): string[] =>
  Object.keys(variables)
    .filter((key) => !key.startsWith("POWERTOOLS_"))
    .sort();

/** The function behind a route, as the URI of the route's integration. */
function targetOf(routeKey: string): string {
  const template = templateOf("api");
  const [route] = Object.values(
    template.findResources("AWS::ApiGatewayV2::Route", { Properties: { RouteKey: routeKey } }),
  );
  const integration: string = route?.Properties.Target["Fn::Join"][1][1].Ref;
  const found = template.findResources("AWS::ApiGatewayV2::Integration")[integration];
  return JSON.stringify(found?.Properties.IntegrationUri);
}
