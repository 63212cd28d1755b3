import { z } from "zod";
import type { PolicyStatement } from "../aws/iam.ts";
import { isFifo } from "../aws/sqs/queue-attributes.ts";
import type { Handlers } from "../template/deploy-template.ts";
import { checkedProperties, ignored, number, type Plan, physicalName, policyDocument } from "./plan.ts";
import { isStreamArn, streamMapping } from "./stream-mappings.ts";

interface Place {
  region: string;
  accountId: string;
  /** Directory of each asset, by its S3 object key. */
  assets: Map<string, string>;
}

/** Creates the handlers of functions and of the resources around them. They only fill the plan and start nothing. */
export function functionHandlers(plan: Plan, { region, accountId, assets }: Place): Handlers {
  return {
    "AWS::IAM::Role": (properties, resource) => {
      const { RoleName, Policies = [], ManagedPolicyArns = [] } = checkedProperties(roleSchema, properties);
      const name = physicalName(resource, RoleName);
      const arn = `arn:aws:iam::${accountId}:role/${name}`;
      const inline = Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      plan.roles.set(arn, { name, statements: [...inline, ...ManagedPolicyArns.map(managedStatement)] });
      return { ref: name, attributes: { Arn: arn, RoleId: name } };
    },

    "AWS::IAM::Policy": (properties, resource) => {
      const { PolicyName, PolicyDocument, Roles } = checkedProperties(policySchema, properties);
      for (const role of plan.roles.values()) {
        if (Roles.includes(role.name)) role.statements.push(...PolicyDocument.Statement);
      }
      return { ref: physicalName(resource, PolicyName) };
    },

    "AWS::Lambda::Function": (properties, resource) => {
      const found = checkedProperties(functionSchema, properties);
      const name = physicalName(resource, found.FunctionName);
      const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
      const codeDirectory = assets.get(found.Code.S3Key);
      if (!codeDirectory) throw new Error(`the assembly has no asset ${found.Code.S3Key}`);
      plan.functions.set(name, {
        name,
        arn,
        codeDirectory,
        roleArn: found.Role,
        handler: found.Handler,
        environment: found.Environment?.Variables ?? {},
        timeoutSeconds: found.Timeout,
        memoryMb: found.MemorySize,
        concurrency: found.ReservedConcurrentExecutions,
        recursiveLoop: found.RecursiveLoop,
      });
      return { ref: name, attributes: { Arn: arn } };
    },

    "AWS::Lambda::EventSourceMapping": (properties, resource) => {
      const ref = physicalName(resource, undefined);
      if (isStreamArn(properties.EventSourceArn)) {
        const mapping = streamMapping(properties);
        plan.streamMappings.push({ ...mapping, functionName: functionName(mapping.functionName) });
        return { ref };
      }
      const found = checkedProperties(mappingSchema, properties);
      plan.mappings.push({
        queueArn: found.EventSourceArn,
        functionName: functionName(found.FunctionName),
        batchSize: found.BatchSize,
        windowSeconds: found.MaximumBatchingWindowInSeconds ?? 0,
        maximumConcurrency: found.ScalingConfig?.MaximumConcurrency ?? Number.POSITIVE_INFINITY,
        reportsFailures: found.FunctionResponseTypes?.includes("ReportBatchItemFailures") ?? false,
      });
      return { ref };
    },

    "AWS::Lambda::Permission": (properties, resource) => {
      const { FunctionName, Principal, SourceArn } = checkedProperties(permissionSchema, properties);
      plan.permissions.push({ functionName: functionName(FunctionName), principal: Principal, sourceArn: SourceArn });
      return { ref: physicalName(resource, undefined) };
    },

    "AWS::Logs::LogGroup": (properties, resource) => {
      const name = physicalName(resource, properties.LogGroupName as string | undefined);
      return { ref: name, attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` } };
    },
  };
}

/** Returns a function's name. Templates refer to a function by its name or its ARN. */
export const functionName = (nameOrArn: string): string => nameOrArn.split(":").at(-1) ?? nameOrArn;

/**
 * Supports the one managed policy that CDK itself gives to functions. It allows logging to any log group. That wildcard
 * is AWS's, not the stacks'.
 */
function managedStatement(arn: string): PolicyStatement {
  if (!arn.endsWith(":policy/service-role/AWSLambdaBasicExecutionRole")) {
    throw new Error(`the twin does not support the managed policy ${arn}`);
  }
  return {
    Effect: "Allow",
    Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    // AWS's own policy names every resource:
    // https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html
    Resource: "*",
  };
}

const roleSchema = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: ignored,
  Description: ignored,
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).optional(),
  ManagedPolicyArns: z.array(z.string()).optional(),
  Tags: ignored,
});

const policySchema = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
const functionSchema = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().startsWith("nodejs", "the twin only supports nodejs functions"),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  Timeout: number.default(3),
  MemorySize: number.default(128),
  ReservedConcurrentExecutions: number.optional(),
  RecursiveLoop: z.enum(["Allow", "Terminate"]).default("Terminate"),
  Architectures: ignored,
  Description: ignored,
  LoggingConfig: ignored,
  Tags: ignored,
  TracingConfig: ignored,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
const mappingSchema = z
  .strictObject({
    EventSourceArn: z
      .string()
      .regex(/^arn:aws:sqs:/, "the twin only supports queues and streams of tables as event sources"),
    FunctionName: z.string(),
    BatchSize: number.default(10),
    MaximumBatchingWindowInSeconds: number.max(300).optional(),
    FunctionResponseTypes: z.array(z.string()).optional(),
    ScalingConfig: z.object({ MaximumConcurrency: number }).optional(),
    Tags: ignored,
  })
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html
  .refine(({ EventSourceArn, BatchSize }) => !isFifo(EventSourceArn) || BatchSize <= 10, {
    path: ["BatchSize"],
    message: "a batch of a FIFO queue has at most 10 messages",
  })
  .refine(({ EventSourceArn, MaximumBatchingWindowInSeconds: window }) => !isFifo(EventSourceArn) || !window, {
    path: ["MaximumBatchingWindowInSeconds"],
    message: "FIFO queues have no batching window",
  });

const permissionSchema = z.strictObject({
  Action: z.literal("lambda:InvokeFunction"),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});
