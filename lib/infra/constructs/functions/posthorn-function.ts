import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, type RecursiveLoop, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { type Bundles, bundleOf, type FunctionName } from "../../bundle.ts";
import type { StackOptions } from "../../options.ts";
import { requestTimeoutSeconds } from "../../timing.ts";
import { acknowledgeSecretPattern, type SigningSecretsLocation } from "../secrets.ts";
import type { DataTable } from "../table.ts";
import { commonVariables, type OwnVariables, pickVariables, powertoolsVariables } from "./environment.ts";
import { loggingOf } from "./logging.ts";

/** What the stacks give to every function. */
export interface SharedProps {
  bundles: Bundles;
  options: StackOptions;
  data: DataTable;
}

/** What is particular to one function. */
interface ParticularProps<Keys extends readonly string[]> {
  name: FunctionName;
  description: string;
  /** @default 512 */
  memoryMb?: number;
  /** @default requestTimeoutSeconds */
  timeoutSeconds?: number;
  /** The names of all its variables. The base class supplies the common ones. */
  variables: Keys;
  /** The variables that are not common ones. */
  environment: OwnVariables<Keys>;
  /** Everything that the function may do besides writing its own log. */
  grants: PolicyStatement[];
  /**
   * The secrets that POSTs are signed with, if the function uses or deletes them. The grants must cover them too.
   *
   * @default none
   */
  signingSecrets?: SigningSecretsLocation;
  /**
   * ALLOW for a function whose messages lead back to it. The code must bound the loop. Lambda otherwise stops it after
   * about 16 invocations (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
   *
   * @default Lambda stops recursive loops
   */
  recursiveLoop?: RecursiveLoop;
}

/** Allows exactly these actions on exactly these resources. */
export const allow = (actions: string[], ...resources: string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });

/** A function with its own log group and its own role. */
export class PosthornFunction<Keys extends readonly string[]> extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, { bundles, options, data }: SharedProps, props: ParticularProps<Keys>) {
    super(scope, id);
    const { name, description, variables, signingSecrets } = props;
    const { memoryMb = 512, timeoutSeconds = requestTimeoutSeconds } = props;
    const functionName = `posthorn-${options.stage}-${name}`;
    const logGroup = this.logGroup(functionName);
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(bundles[bundleOf(name)]),
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      environment: {
        ...pickVariables(variables, { ...commonVariables(options, data), ...props.environment }),
        ...powertoolsVariables(name, options),
      },
      role: this.role(logGroup, props.grants),
      logGroup,
      ...loggingOf(options),
      recursiveLoop: props.recursiveLoop,
      reservedConcurrentExecutions: options.reservedConcurrency.find((one) => one.name === name)?.count,
    });
    if (signingSecrets) acknowledgeSecretPattern(this, signingSecrets);
  }

  private logGroup(functionName: string): LogGroup {
    return new LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /**
   * The grants are inline, so they are in force as soon as the role exists. Creating an event source mapping or a
   * failure destination fails if the role may not use the queue yet.
   */
  private role(logGroup: LogGroup, grants: PolicyStatement[]): Role {
    // CloudFormation's ARN of a log group ends in :*, which stands for the streams in it.
    const log = allow(["logs:CreateLogStream", "logs:PutLogEvents"], logGroup.logGroupArn);
    return new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      inlinePolicies: { grants: new PolicyDocument({ statements: [log, ...grants] }) },
    });
  }
}
