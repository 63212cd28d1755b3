import { z } from "zod";
import { type Host, hosts } from "../../core/console/host.ts";
import type { TemplateResource } from "../template/assembly.ts";
import type { Handlers } from "../template/deploy-template.ts";
import { type ApiPlan, checkedProperties, ignored, number, type Plan, physicalName, suffixOf } from "./plan.ts";

interface Place {
  region: string;
  accountId: string;
  /** URL of each HTTP API. */
  endpoints: Record<Host, string>;
}

/** Creates the handlers of the resources that bring in requests and events: HTTP APIs with their routes, and rules. */
export function routeHandlers(plan: Plan, { region, accountId, endpoints }: Place): Handlers {
  const apiOf = (apiId: string): ApiPlan => {
    const api = plan.apis.get(apiId);
    if (!api) throw new Error(`the template has no API ${apiId}`);
    return api;
  };

  function scheduled(properties: Record<string, unknown>, resource: TemplateResource) {
    const { Name, ScheduleExpression, Targets } = checkedProperties(scheduleSchema, properties);
    const name = physicalName(resource, Name);
    const arn = `arn:aws:events:${region}:${accountId}:rule/${name}`;
    plan.schedules.push({ arn, everyMs: rateMs(ScheduleExpression), functionArns: Targets.map(({ Arn }) => Arn) });
    return { ref: name, attributes: { Arn: arn } };
  }

  return {
    "AWS::ApiGatewayV2::Api": (properties, resource) => {
      const host = hostOf(checkedProperties(apiSchema, properties).Name);
      const apiId = suffixOf(`${resource.stack.name}/${resource.logicalId}`).slice(0, 10);
      plan.apis.set(apiId, {
        apiId,
        host,
        integrations: new Map(),
        routes: new Map(),
        throttle: undefined,
        routeThrottles: new Map(),
        accessLog: undefined,
        stageVariables: undefined,
      });
      return { ref: apiId, attributes: { ApiId: apiId, ApiEndpoint: endpoints[host] } };
    },

    "AWS::ApiGatewayV2::Integration": (properties, { logicalId }) => {
      const { ApiId, IntegrationUri, TimeoutInMillis } = checkedProperties(integrationSchema, properties);
      apiOf(ApiId).integrations.set(logicalId, { functionArn: IntegrationUri, timeoutMs: TimeoutInMillis });
      return { ref: logicalId };
    },

    "AWS::ApiGatewayV2::Route": (properties, { logicalId }) => {
      const { ApiId, RouteKey, Target } = checkedProperties(routeSchema, properties);
      apiOf(ApiId).routes.set(RouteKey, Target.slice("integrations/".length));
      return { ref: logicalId };
    },

    "AWS::ApiGatewayV2::Stage": (properties) => {
      const { ApiId, StageName, DefaultRouteSettings, RouteSettings, AccessLogSettings, StageVariables } =
        checkedProperties(stageSchema, properties);
      const api = apiOf(ApiId);
      api.throttle = DefaultRouteSettings && throttleOf(DefaultRouteSettings);
      for (const [key, settings] of Object.entries(RouteSettings)) {
        if (!api.routes.has(key)) throw new Error(`the stage has settings for a route that doesn't exist: ${key}`);
        api.routeThrottles.set(key, throttleOf(settings));
      }
      api.accessLog = AccessLogSettings && {
        logGroup: AccessLogSettings.DestinationArn.split(":")[6] ?? "",
        format: AccessLogSettings.Format,
      };
      api.stageVariables = StageVariables;
      return { ref: StageName };
    },

    "AWS::Events::Rule": (properties, resource) => {
      if ("ScheduleExpression" in properties) return scheduled(properties, resource);
      const { Name, EventBusName, EventPattern, Targets } = checkedProperties(ruleSchema, properties);
      const name = physicalName(resource, Name);
      const arn = `arn:aws:events:${region}:${accountId}:rule/${EventBusName}/${name}`;
      const targets = Targets.map(({ Id, Arn, DeadLetterConfig, RetryPolicy }) => ({
        id: Id,
        arn: Arn,
        deadLetterArn: DeadLetterConfig?.Arn,
        retryPolicy: {
          maximumRetryAttempts: RetryPolicy?.MaximumRetryAttempts,
          maximumEventAgeInSeconds: RetryPolicy?.MaximumEventAgeInSeconds,
        },
      }));
      plan.rules.push({ name, arn, busName: EventBusName, eventPattern: EventPattern, targets });
      return { ref: `${EventBusName}|${name}`, attributes: { Arn: arn } };
    },
  };
}

/** The twin has a port for each of these APIs. */
function hostOf(apiName: string): Host {
  const host = hosts.find((one) => apiName.endsWith(`-${one}`));
  if (!host)
    throw new Error(
      `the twin only supports HTTP APIs whose names end in ${hosts.map((one) => `-${one}`).join(" or ")}`,
    );
  return host;
}

const apiSchema = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal("HTTP", "the twin only supports HTTP APIs"),
  Description: ignored,
  Tags: ignored,
});

const routeSettingsSchema = z.strictObject({
  ThrottlingBurstLimit: number,
  ThrottlingRateLimit: number,
  DetailedMetricsEnabled: ignored,
});

const throttleOf = (settings: z.output<typeof routeSettingsSchema>) => ({
  rate: settings.ThrottlingRateLimit,
  burst: settings.ThrottlingBurstLimit,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html */
const integrationSchema = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string().startsWith("arn:aws:lambda:", "the twin only supports functions as integrations"),
  PayloadFormatVersion: z.literal("2.0"),
  TimeoutInMillis: number.default(30_000),
  Description: ignored,
});

const routeSchema = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith("integrations/"),
  AuthorizationType: z.literal("NONE", "the twin does not support authorizers").optional(),
});

const stageSchema = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal("$default", "the twin only supports the stage $default"),
  AutoDeploy: z.literal(true, "the twin only supports automatic deployments"),
  DefaultRouteSettings: routeSettingsSchema.optional(),
  RouteSettings: z.record(z.string(), routeSettingsSchema).default({}),
  AccessLogSettings: z.strictObject({ DestinationArn: z.string(), Format: z.string() }).optional(),
  StageVariables: z.record(z.string(), z.string()).optional(),
  Description: ignored,
  Tags: ignored,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
const ruleSchema = z.strictObject({
  Name: z.string().optional(),
  EventBusName: z.string().default("default"),
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.literal("ENABLED", "the twin only supports enabled rules").optional(),
  Description: ignored,
  Targets: z.array(
    z.strictObject({
      Id: z.string(),
      Arn: z.string().startsWith("arn:aws:sqs:", "the twin only supports queues as targets"),
      RetryPolicy: z
        .strictObject({ MaximumRetryAttempts: number.optional(), MaximumEventAgeInSeconds: number.optional() })
        .optional(),
      DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
    }),
  ),
});

const MINUTES = { minute: 1, hour: 60, day: 1440 } as const;
const RATE = /^rate\((\d+) (minute|hour|day)s?\)$/;

function rateMs(expression: string): number {
  const [, count, unit] = RATE.exec(expression) ?? [];
  return Number(count) * MINUTES[unit as keyof typeof MINUTES] * 60_000;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
const scheduleSchema = z.strictObject({
  Name: z.string().optional(),
  ScheduleExpression: z.string().regex(RATE, "the twin only supports rate(…)"),
  State: z.literal("ENABLED", "the twin only supports enabled rules").optional(),
  Description: ignored,
  Targets: z.array(
    z.strictObject({
      Id: z.string(),
      Arn: z.string().startsWith("arn:aws:lambda:", "the twin only supports functions as targets of a schedule"),
    }),
  ),
});
