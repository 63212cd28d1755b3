import type { FunctionSpec } from "./function-spec.ts";

export interface WorkerAws {
  region: string;
  /** URL of all AWS services. */
  endpoint: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * Builds a worker's environment: the variables that Lambda sets
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime), the
 * template's variables, and the endpoints that send the SDK to this machine. A worker inherits only `PATH` from the
 * twin's own environment, so that handlers cannot depend on it.
 */
export function workerEnvironment(spec: FunctionSpec, aws: WorkerAws): Record<string, string> {
  return {
    TZ: ":UTC",
    LANG: "en_US.UTF-8",
    PATH: process.env.PATH ?? "",
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    LAMBDA_TASK_ROOT: spec.codeDirectory,
    LAMBDA_RUNTIME_DIR: spec.codeDirectory,
    _HANDLER: spec.handler,
    ...endpoints(aws.endpoint),
    ...spec.environment,
  };
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/ss-endpoints-table.html */
function endpoints(endpoint: string): Record<string, string> {
  const services = ["DYNAMODB", "SQS", "SECRETS_MANAGER", "EVENTBRIDGE", "SNS"];
  return Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint]));
}
