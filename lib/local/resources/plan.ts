import { createHash } from "node:crypto";
import { z } from "zod";
import type { Host } from "../../core/console/host.ts";
import type { TargetRetries } from "../aws/events/event-rules.ts";
import type { PolicyStatement } from "../aws/iam.ts";
import type { FunctionSpec } from "../functions/function-spec.ts";
import type { TemplateResource } from "../template/assembly.ts";

export interface RolePlan {
  name: string;
  statements: PolicyStatement[];
}

export interface Mapping {
  queueArn: string;
  functionName: string;
  batchSize: number;
  windowSeconds: number;
  maximumConcurrency: number;
  reportsFailures: boolean;
}

/** An event source mapping on a table's stream. */
export interface StreamMapping {
  streamArn: string;
  functionName: string;
  batchSize: number;
  windowSeconds: number;
  /** A record that satisfies any of the patterns is passed. Without patterns, all are. */
  patterns: unknown[];
  /** How often a failed batch is passed again. */
  retries: number;
  /** Records older than that are discarded instead of being passed again. */
  maximumAgeSeconds: number;
}

/** The permission for a service to invoke a function. */
export interface InvokePermission {
  functionName: string;
  principal: string;
  /** An ARN pattern. Undefined allows any source. */
  sourceArn: string | undefined;
}

export interface RulePlan {
  name: string;
  arn: string;
  busName: string;
  eventPattern: Record<string, unknown>;
  targets: { id: string; arn: string; deadLetterArn: string | undefined; retryPolicy: TargetRetries }[];
}

/** A rule that invokes functions again and again. */
export interface SchedulePlan {
  arn: string;
  everyMs: number;
  functionArns: string[];
}

/** Who may use some queues besides the roles of the account. */
export interface QueuePolicyPlan {
  queueUrls: string[];
  statements: PolicyStatement[];
}

/** Who may publish to some topics besides the roles of the account. */
export interface TopicPolicyPlan {
  topicArns: string[];
  statements: PolicyStatement[];
}

export interface AlarmPlan {
  name: string;
  arn: string;
  description: string;
  /** The topics that are told when the alarm goes off. */
  actions: string[];
}

export interface ApiPlan {
  apiId: string;
  host: Host;
  /** Function ARN and timeout by integration id. */
  integrations: Map<string, { functionArn: string; timeoutMs: number }>;
  /** Integration id by route key. */
  routes: Map<string, string>;
  throttle: { rate: number; burst: number } | undefined;
  /** The throttles of routes that have their own, by route key. */
  routeThrottles: Map<string, { rate: number; burst: number }>;
  accessLog: { logGroup: string; format: string } | undefined;
  stageVariables: Record<string, string> | undefined;
}

/** A table whose rows expire. */
export interface ExpiringTable {
  name: string;
  arn: string;
  /** The attributes of its primary key. */
  keys: string[];
  /** The attribute that holds the expiry time of a row, in epoch seconds. */
  ttlAttribute: string;
}

/** What a template asks for. It is collected while the resources are created, and started when all of them exist. */
export interface Plan {
  /** By ARN. */
  roles: Map<string, RolePlan>;
  /** By name. */
  functions: Map<string, FunctionSpec>;
  mappings: Mapping[];
  streamMappings: StreamMapping[];
  permissions: InvokePermission[];
  rules: RulePlan[];
  schedules: SchedulePlan[];
  queuePolicies: QueuePolicyPlan[];
  topicPolicies: TopicPolicyPlan[];
  /** By name. */
  alarms: Map<string, AlarmPlan>;
  /** URL by ARN. */
  queues: Map<string, string>;
  expiringTables: ExpiringTable[];
  /** Value by ARN. */
  secrets: Map<string, string>;
  /** By id. */
  apis: Map<string, ApiPlan>;
}

export const emptyPlan = (): Plan => ({
  roles: new Map(),
  functions: new Map(),
  mappings: [],
  streamMappings: [],
  permissions: [],
  rules: [],
  schedules: [],
  queuePolicies: [],
  topicPolicies: [],
  alarms: new Map(),
  queues: new Map(),
  expiringTables: [],
  secrets: new Map(),
  apis: new Map(),
});

/**
 * Returns the name of a resource. If the template gives no name, CloudFormation builds one from the stack's name, the
 * logical id and random characters. Here the last part is a hash, so that the next start finds the resource again.
 */
export function physicalName({ stack, logicalId }: TemplateResource, given: string | undefined): string {
  return given ?? `${stack.name}-${logicalId}-${suffixOf(stack.name)}`;
}

export const suffixOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/**
 * Checks a resource's properties. Throws on a property that the twin does not support: if the twin ignored it, the twin
 * would differ from the deployed stack.
 */
export function checkedProperties<T extends z.ZodType>(schema: T, properties: Record<string, unknown>): z.output<T> {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === "unrecognized_keys") {
    throw new Error(`the twin does not support the property ${[...issue.path, ...issue.keys].join(".")}`);
  }
  throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
}

/** A property that makes no difference locally. */
export const ignored = z.unknown().optional();

/** CloudFormation also accepts numbers as strings. */
export const number = z.coerce.number();

/** A policy document, with its statements as a list. */
export const policyDocument = z.strictObject({
  Version: ignored,
  Statement: z.preprocess((value) => [value].flat(), z.array(z.record(z.string(), z.unknown()))),
});
