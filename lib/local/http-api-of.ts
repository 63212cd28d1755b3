import { basename } from "node:path";
import type { Host } from "../core/console/host.ts";
import type { LocalFunction } from "./functions/local-function.ts";
import type { LogFile } from "./functions/log-file.ts";
import { accessLogLine } from "./http-api/access-log.ts";
import { createHttpApi, type HttpApi, type HttpApiSpec, type Integration } from "./http-api/http-api.ts";
import { requirePermission } from "./resources/invoke-permission.ts";
import type { ApiPlan, Plan } from "./resources/plan.ts";

interface Parts {
  region: string;
  accountId: string;
  functionOf(arn: string): LocalFunction;
  openLog(name: string): LogFile;
}

/**
 * Creates the HTTP API of a host. Throws unless the plan has exactly one, and each of its routes may invoke its function.
 */
export function httpApiOf(host: Host, plan: Plan, parts: Parts): HttpApi {
  const [api, ...others] = [...plan.apis.values()].filter((one) => one.host === host);
  if (!api || others.length > 0) throw new Error(`the template must have exactly one HTTP API of the host ${host}`);
  const { apiId, routes, throttle, routeThrottles, accessLog, stageVariables } = api;
  const targets = [...routes.keys()].map((key) => ({ key, target: integrationOf(key, api, plan, parts) }));
  const log = accessLog ? accessLogOf(accessLog, parts) : () => undefined;
  const { accountId } = parts;
  return createHttpApi({ apiId, accountId, routes: targets, throttle, routeThrottles, stageVariables, log });
}

function accessLogOf({ logGroup, format }: NonNullable<ApiPlan["accessLog"]>, { openLog }: Parts): HttpApiSpec["log"] {
  const file = openLog(`${basename(logGroup)}.access`);
  return (values) => file.write(accessLogLine(format, values));
}

function integrationOf(key: string, { apiId, routes, integrations }: ApiPlan, plan: Plan, parts: Parts): Integration {
  const integration = integrations.get(routes.get(key) ?? "");
  if (!integration) throw new Error(`the template has no integration for the route ${key}`);
  const { spec, invoke } = parts.functionOf(integration.functionArn);
  const source = `${apiId}/$default/${key.replace(" ", "")}`;
  const sourceArn = `arn:aws:execute-api:${parts.region}:${parts.accountId}:${source}`;
  requirePermission(plan, { functionName: spec.name, principal: "apigateway.amazonaws.com", sourceArn });
  return { invoke, timeoutMs: integration.timeoutMs };
}
