import { CfnOutput, Stack } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { routesOf, type ServedBy } from "../../api/functions.ts";
import { pageRoutes } from "../../contract/pages.ts";
import type { Bundles } from "../bundle.ts";
import { PipelineAlarms } from "../constructs/alarms.ts";
import { AlertFunction } from "../constructs/functions/alert.ts";
import { ApiFunction } from "../constructs/functions/api.ts";
import { ConsoleFunction } from "../constructs/functions/console.ts";
import { DocsFunction } from "../constructs/functions/docs.ts";
import { HealthFunction } from "../constructs/functions/health.ts";
import { LogFunction } from "../constructs/functions/log.ts";
import { OperatorFunction } from "../constructs/functions/operator.ts";
import { PortalFunction } from "../constructs/functions/portal.ts";
import { SessionFunction } from "../constructs/functions/session.ts";
import { SigningFunction } from "../constructs/functions/signing.ts";
import { PosthornApi } from "../constructs/http-api.ts";
import type { StackOptions } from "../options.ts";
import type { DataStack } from "./data.ts";
import type { PipelineStack } from "./pipeline.ts";

/** The HTTP APIs of the two hosts, and the function that tells of alerts, whose messages link to the API. */
export class ApiStack extends Stack {
  constructor(
    scope: Construct,
    options: StackOptions,
    bundles: Bundles,
    { data, secrets, alarmTopic }: DataStack,
    pipeline: PipelineStack,
  ) {
    super(scope, `posthorn-${options.stage}-api`, { description: "Posthorn: the HTTP APIs, and alert" });
    const { stage } = options;
    const hosts = {
      api: new PosthornApi(this, "Http", { stage, host: "api" }),
      console: new PosthornApi(this, "Console", { stage, host: "console" }),
    };
    const shared = { bundles, options, data };
    const { adminKey } = secrets;
    const { deliveries, ordered, retries } = pipeline.queues;
    const { slices } = pipeline.replays;
    const wakes = pipeline.wakes.slices;
    // A request tells only of the host that it came in at. No POST may go to the other one either.
    const apiHosts = [...options.apiHosts, ...Object.values(hosts).map(({ hostName }) => hostName)];
    const sends = { ...shared, options: { ...options, apiHosts } };
    const signs = { ...sends, adminKey, wakes, signingSecrets: secrets.signing };
    const intake = pipeline.intake.events;
    const [customHost] = options.apiHosts;
    const apiUrl = customHost === undefined ? hosts.api.url : `https://${customHost}`;
    const consoleUrl = hosts.console.url;
    const operator = new OperatorFunction(this, "Operator", { ...shared, adminKey, apiUrl, consoleUrl });
    const setUp = new ApiFunction(this, "Function", signs);
    const counted = { deliveries, ordered, retries, intake, fanOut: pipeline.fanOuts.pages };
    const health = new HealthFunction(this, "Health", { ...sends, adminKey, wakes, counted });
    const signing = new SigningFunction(this, "Signing", signs);
    const log = new LogFunction(this, "Log", { ...shared, adminKey, deliveries, wakes, slices, intake });
    const session = new SessionFunction(this, "Session", { ...shared, adminKey, consoleUrl });
    const docs = new DocsFunction(this, "Docs", shared);
    const portal = new PortalFunction(this, "Portal", { ...shared, adminKey, apiUrl });
    const functions = {
      ingest: pipeline.ingest,
      operator: operator.function,
      api: setUp.function,
      health: health.function,
      signing: signing.function,
      log: log.function,
      reseal: pipeline.reseal,
      erase: pipeline.erase,
      session: session.function,
      docs: docs.function,
      portal: portal.function,
    };
    for (const host of Object.values(hosts)) serveAll(host, functions);
    const pages = new ConsoleFunction(this, "Pages", shared);
    hosts.api.route("Pages", pages.function, pageRoutes.portal);
    hosts.console.route("Pages", pages.function, pageRoutes.console);
    const alert = new AlertFunction(this, "Alert", {
      ...shared,
      bus: pipeline.intake.bus,
      intake,
      topic: alarmTopic,
      apiUrl: hosts.api.url,
      consoleUrl,
    });
    const alarms = new PipelineAlarms(this, "Alarms", stage, alarmTopic);
    alarms.errors("operator", operator.function);
    alarms.errors("api", setUp.function);
    alarms.errors("health", health.function);
    alarms.errors("signing", signing.function);
    alarms.errors("log", log.function);
    alarms.errors("session", session.function);
    alarms.errors("docs", docs.function);
    alarms.errors("console", pages.function);
    alarms.errors("portal", portal.function);
    alarms.errors("alert", alert.function);
    new CfnOutput(this, "ApiUrl", { description: "URL of the API", value: hosts.api.url });
    new CfnOutput(this, "ConsoleUrl", { description: "URL of the console", value: hosts.console.url });
  }
}

/** Sends each route to the function that serves it. */
function serveAll(api: PosthornApi, functions: Record<keyof ServedBy, IFunction>): void {
  for (const name of Object.keys(functions) as (keyof ServedBy)[]) {
    api.route(name.charAt(0).toUpperCase() + name.slice(1), functions[name], routesOf(name));
  }
}
