import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

/** Requests per second, for all tenants together, and the size of a burst. */
const THROTTLE = { rateLimit: 1000, burstLimit: 2000 };

/** The HTTP API. Each function adds its routes. There is no CORS, because API keys do not belong in browsers. */
export class PosthornApi extends Construct {
  /** Without a trailing slash. */
  readonly url: string;
  readonly #api: HttpApi;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.#api = new HttpApi(this, "Api", { apiName: `posthorn-${stage}`, createDefaultStage: false });
    new HttpStage(this, "Stage", {
      httpApi: this.#api,
      stageName: "$default",
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLog(stage)), format: ACCESS_LOG_FORMAT },
    });
    this.url = this.#api.apiEndpoint;
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
      this.#api.addRoutes({ path, methods: [method], integration });
    }
  }

  /**
   * API Gateway adds each log group to a resource policy of the account, which holds at most 5,120 characters. Log
   * groups under /aws/vendedlogs need no entry.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
   */
  private accessLog(stage: string): LogGroup {
    return new LogGroup(this, "AccessLog", {
      logGroupName: `/aws/vendedlogs/posthorn-${stage}-api`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

const isMethod = (text: string | undefined): text is HttpMethod =>
  Object.values<string | undefined>(HttpMethod).includes(text);

/** One JSON object per line, with API Gateway's field names. Logs no headers, because they contain API keys. */
const ACCESS_LOG_FORMAT = AccessLogFormat.custom(
  JSON.stringify({
    requestId: "$context.requestId",
    requestTime: "$context.requestTime",
    ip: "$context.identity.sourceIp",
    userAgent: "$context.identity.userAgent",
    method: "$context.httpMethod",
    path: "$context.path",
    routeKey: "$context.routeKey",
    status: "$context.status",
    responseLength: "$context.responseLength",
    responseLatency: "$context.responseLatency",
    integrationLatency: "$context.integrationLatency",
    integrationError: "$context.integrationErrorMessage",
  }),
);
