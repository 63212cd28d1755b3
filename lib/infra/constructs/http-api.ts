import { Fn, RemovalPolicy, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  type CfnStage,
  HttpApi,
  HttpMethod,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Host } from "../../core/console/host.ts";

/** Requests per second, for all tenants together, and the size of a burst. */
const THROTTLE = { rateLimit: 1000, burstLimit: 2000 };

/**
 * The route that takes events has a throttle of its own, so that no other request uses it up. API Gateway counts requests
 * before a function can check their keys.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
const OWN_THROTTLE: Record<string, CfnStage.RouteSettingsProperty> = {
  "POST /api/v1/events": { throttlingRateLimit: THROTTLE.rateLimit, throttlingBurstLimit: THROTTLE.burstLimit },
};

interface PosthornApiProps {
  stage: string;
  host: Host;
}

/**
 * The HTTP API of one host. Each function adds its routes. There is no CORS, because API keys do not belong in browsers.
 */
export class PosthornApi extends Construct {
  /** Without a trailing slash. */
  readonly url: string;
  /** The host in the URL. */
  readonly hostName: string;
  readonly #api: HttpApi;
  readonly #stage: CfnStage;

  constructor(scope: Construct, id: string, { stage, host }: PosthornApiProps) {
    super(scope, id);
    this.#api = new HttpApi(this, "Api", { apiName: `posthorn-${stage}-${host}`, createDefaultStage: false });
    const httpStage = new HttpStage(this, "Stage", {
      httpApi: this.#api,
      stageName: "$default",
      autoDeploy: true,
      // Tells the functions at which host a request came in. Clients can't set stage variables.
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.stage-variables.html
      ...(host === "console" && { stageVariables: { host } }),
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog(stage, host)),
        format: ACCESS_LOG_FORMAT,
      },
    });
    this.#stage = httpStage.node.defaultChild as CfnStage;
    this.url = this.#api.apiEndpoint;
    this.hostName = Fn.select(1, Fn.split("//", this.url));
    Validations.of(this).acknowledge({
      id: "AwsSolutions-APIG4",
      reason:
        "The functions check API keys themselves. An authorizer would cost a second invocation and a read per request.",
    });
  }

  /** Sends routes such as `GET /api/v1/events/{id}` to a function. */
  route(id: string, target: IFunction, routes: readonly string[]): void {
    const integration = new HttpLambdaIntegration(id, target, { scopePermissionToRoute: false });
    for (const route of routes) {
      const [method, path] = route.split(" ");
      if (!path || !isMethod(method)) throw new Error(`not a route: ${route}`);
      const added = this.#api.addRoutes({ path, methods: [method], integration });
      const settings = OWN_THROTTLE[route];
      if (settings) this.throttle(route, settings, added);
    }
  }

  /** A stage can't have settings for a route that doesn't exist yet. */
  private throttle(route: string, settings: CfnStage.RouteSettingsProperty, added: HttpRoute[]): void {
    this.#stage.addPropertyOverride(`RouteSettings.${route.replaceAll(".", "\\.")}`, {
      ThrottlingRateLimit: settings.throttlingRateLimit,
      ThrottlingBurstLimit: settings.throttlingBurstLimit,
    });
    this.#stage.node.addDependency(...added);
  }

  /**
   * API Gateway adds each log group to a resource policy of the account, which holds at most 5,120 characters. Log
   * groups under /aws/vendedlogs need no entry.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
   */
  private accessLog(stage: string, host: Host): LogGroup {
    return new LogGroup(this, "AccessLog", {
      logGroupName: `/aws/vendedlogs/posthorn-${stage}-${host}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

const isMethod = (text: string | undefined): text is HttpMethod =>
  Object.values<string | undefined>(HttpMethod).includes(text);

/**
 * One JSON object per line: what it takes to find a request, and to see why it failed. The method and the path lead to
 * the route. Logs no headers, because they contain API keys.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: "$context.requestId",
    time: "$context.requestTime",
    ip: "$context.identity.sourceIp",
    method: "$context.httpMethod",
    path: "$context.path",
    status: "$context.status",
    latencyMs: "$context.responseLatency",
    error: "$context.integrationErrorMessage",
  }),
);
