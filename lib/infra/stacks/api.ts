import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { apiRoutes, ingestRoutes, logRoutes } from "../../contract/routes.ts";
import type { Bundles } from "../bundle.ts";
import { PipelineAlarms } from "../constructs/alarms.ts";
import { ApiFunction } from "../constructs/api-function.ts";
import { PosthornApi } from "../constructs/http-api.ts";
import { LogFunction } from "../constructs/log-function.ts";
import type { Options } from "../options.ts";
import type { DataStack } from "./data.ts";
import type { PipelineStack } from "./pipeline.ts";

/** The HTTP API. */
export class ApiStack extends Stack {
  constructor(
    scope: Construct,
    options: Options,
    bundles: Bundles,
    { data, secrets }: DataStack,
    pipeline: PipelineStack,
  ) {
    super(scope, `posthorn-${options.stage}-api`, { description: "Posthorn: the HTTP API" });
    const setUp = new ApiFunction(this, "Function", { bundle: bundles.api, options, data, secrets });
    const log = new LogFunction(this, "Log", { bundle: bundles.log, options, data });
    const api = new PosthornApi(this, "Http", options.stage);
    api.route("Ingest", pipeline.ingest, ingestRoutes);
    api.route("Api", setUp.function, apiRoutes);
    api.route("Log", log.function, logRoutes);
    const alarms = new PipelineAlarms(this, "Alarms", options.stage);
    alarms.errors("api", setUp.function);
    alarms.errors("log", log.function);
    new CfnOutput(this, "ApiUrl", { description: "Where the API is", value: api.url });
  }
}
