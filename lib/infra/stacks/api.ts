import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { apiRoutes, ingestRoutes } from "../../contract/routes.ts";
import type { Bundles } from "../bundle.ts";
import { PipelineAlarms } from "../constructs/alarms.ts";
import { ApiFunction } from "../constructs/api-function.ts";
import { PosthornApi } from "../constructs/http-api.ts";
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
    const { function: answer } = new ApiFunction(this, "Function", { bundle: bundles.api, options, data, secrets });
    const api = new PosthornApi(this, "Http", options.stage);
    api.route("Ingest", pipeline.ingest, ingestRoutes);
    api.route("Api", answer, apiRoutes);
    new PipelineAlarms(this, "Alarms", options.stage).errors("api", answer);
    new CfnOutput(this, "ApiUrl", { description: "Where the API is", value: api.url });
  }
}
