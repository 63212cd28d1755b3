import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { routesOf } from "../../api/functions.ts";
import type { Bundles } from "../bundle.ts";
import { PipelineAlarms } from "../constructs/alarms.ts";
import { AlertFunction } from "../constructs/functions/alert.ts";
import { ApiFunction } from "../constructs/functions/api.ts";
import { DocsFunction } from "../constructs/functions/docs.ts";
import { HealthFunction } from "../constructs/functions/health.ts";
import { LogFunction } from "../constructs/functions/log.ts";
import { OperatorFunction } from "../constructs/functions/operator.ts";
import { SigningFunction } from "../constructs/functions/signing.ts";
import { PosthornApi } from "../constructs/http-api.ts";
import type { StackOptions } from "../options.ts";
import type { DataStack } from "./data.ts";
import type { PipelineStack } from "./pipeline.ts";

/** The HTTP API, and the function that tells of alerts, whose messages link to the API. */
export class ApiStack extends Stack {
  constructor(
    scope: Construct,
    options: StackOptions,
    bundles: Bundles,
    { data, secrets, alarmTopic }: DataStack,
    pipeline: PipelineStack,
  ) {
    super(scope, `posthorn-${options.stage}-api`, { description: "Posthorn: the HTTP API, and alert" });
    const shared = { bundles, options, data };
    const { adminKey } = secrets;
    const { deliveries } = pipeline.queues;
    const { slices } = pipeline.replays;
    const wakes = pipeline.wakes.slices;
    const signs = { ...shared, adminKey, wakes, signingSecrets: secrets.signing };
    const intake = pipeline.intake.events;
    const operator = new OperatorFunction(this, "Operator", { ...shared, adminKey });
    const setUp = new ApiFunction(this, "Function", signs);
    const health = new HealthFunction(this, "Health", { ...shared, adminKey, wakes });
    const signing = new SigningFunction(this, "Signing", signs);
    const log = new LogFunction(this, "Log", { ...shared, adminKey, deliveries, wakes, slices, intake });
    const docs = new DocsFunction(this, "Docs", shared);
    const api = new PosthornApi(this, "Http", options.stage);
    api.route("Ingest", pipeline.ingest, routesOf("ingest"));
    api.route("Operator", operator.function, routesOf("operator"));
    api.route("Api", setUp.function, routesOf("api"));
    api.route("Health", health.function, routesOf("health"));
    api.route("Signing", signing.function, routesOf("signing"));
    api.route("Log", log.function, routesOf("log"));
    api.route("Reseal", pipeline.reseal, routesOf("reseal"));
    api.route("Erase", pipeline.erase, routesOf("erase"));
    api.route("Docs", docs.function, routesOf("docs"));
    const alert = new AlertFunction(this, "Alert", {
      ...shared,
      bus: pipeline.intake.bus,
      intake,
      topic: alarmTopic,
      apiUrl: api.url,
    });
    const alarms = new PipelineAlarms(this, "Alarms", options.stage, alarmTopic);
    alarms.errors("operator", operator.function);
    alarms.errors("api", setUp.function);
    alarms.errors("health", health.function);
    alarms.errors("signing", signing.function);
    alarms.errors("log", log.function);
    alarms.errors("docs", docs.function);
    alarms.errors("alert", alert.function);
    new CfnOutput(this, "ApiUrl", { description: "URL of the API", value: api.url });
  }
}
