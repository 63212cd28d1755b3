import { ArnFormat, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

/** The secrets that deliveries are signed with. The API creates one for each subscription at run time. */
export interface SigningSecretsLocation {
  /** The secret whose value encrypts `sealed` signing secrets. */
  keyRingArn: string;
  /** The start of the names of signing secrets in Secrets Manager. */
  prefix: string;
  /** Matches the ARNs of those. */
  arnPattern: string;
}

/** The secrets of the stack itself, and the place of the signing secrets. */
export class StackSecrets extends Construct {
  /** Authenticates the operator's calls of the API. */
  readonly adminKey: Secret;
  readonly signing: SigningSecretsLocation;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.adminKey = generated(this, "AdminKey", "Posthorn: the operator's key to its API");
    // The key ring exists with either storage: after a change of storage, older secrets stay where they are. It
    // outlives the stack, because without it they are lost.
    const keyRing = generated(this, "KeyRing", "Posthorn: key ring of sealed signing secrets");
    keyRing.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const prefix = `posthorn/${stage}/subscriptions/`;
    this.signing = { keyRingArn: keyRing.secretArn, prefix, arnPattern: this.arnPattern(prefix) };
  }

  private arnPattern(prefix: string): string {
    return Stack.of(this).formatArn({
      service: "secretsmanager",
      resource: "secret",
      resourceName: `${prefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

/** Letters and digits only, so that it can be pasted into a header: 64 of them hold 380 random bits. */
function generated(scope: Construct, id: string, description: string): Secret {
  const secret = new Secret(scope, id, {
    description,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  Validations.of(secret).acknowledge({
    id: "AwsSolutions-SMG4",
    reason:
      "Rotated by the operator, by putting a new value: a schedule would lock out whoever holds the admin key, " +
      "and make what is sealed under the key ring unreadable.",
  });
  return secret;
}

/** Tells cdk-nag why a function's grants name a pattern of secrets. */
export function acknowledgeSecretPattern(scope: Construct, { prefix }: SigningSecretsLocation): void {
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${prefix}*]`,
    reason: "Each subscription has a secret of its own, made at run time, its name below this stage's prefix.",
  });
}
