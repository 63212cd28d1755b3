import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { FunctionName } from "../../bundle.ts";
import type { Options } from "../../options.ts";

export interface PosthornFunctionProps {
  name: FunctionName;
  description: string;
  /** The folder with `index.mjs`. */
  bundle: string;
  options: Options;
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  /** All that the function may do, besides writing its own log. */
  grants: PolicyStatement[];
}

/**
 * For functions that POST: names are resolved by getaddrinfo, which blocks a thread of libuv's pool, of which it
 * uses half. With the default of 4, two names that hang would use up the time of every other POST.
 */
export const RESOLVING_THREADS = "32";

/** Allows exactly these actions on exactly these resources. */
export const allow = (actions: string[], ...resources: string[]): PolicyStatement =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });

/** A function with its own log group and its own role. */
export class PosthornFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: PosthornFunctionProps) {
    super(scope, id);
    const functionName = `posthorn-${props.options.stage}-${props.name}`;
    const logGroup = new LogGroup(this, "Log", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: Code.fromAsset(props.bundle),
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: { ...props.environment, ...observability(props) },
      role: this.role(logGroup, props.grants),
      logGroup,
    });
  }

  /**
   * The grants are inline in the role, hence in force as soon as the role exists: creating an event source
   * mapping or a failure destination fails while the role may not yet use the queue.
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

/** Read by Powertools. https://docs.aws.amazon.com/powertools/typescript/latest/environment-variables/ */
const observability = ({ name, options }: PosthornFunctionProps): Record<string, string> => ({
  POWERTOOLS_SERVICE_NAME: name,
  POWERTOOLS_METRICS_NAMESPACE: "Posthorn",
  POWERTOOLS_LOG_LEVEL: options.logLevel,
});
