import { ArnFormat, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

/** The secrets of the stack itself. Those of subscriptions are made at run time, under `subscriptionSecrets`. */
export class StackSecrets extends Construct {
  /** What the operator's calls of the API authenticate with. */
  readonly adminKey: Secret;
  /**
   * What `sealed` signing secrets are encrypted under. It exists under either storage, because secrets kept
   * before a change of storage stay where they are; and it outlives the stack, because without it they are lost.
   */
  readonly keyRing: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.adminKey = generated(this, "AdminKey", "Posthorn: the operator's key to its API");
    this.keyRing = generated(this, "KeyRing", "Posthorn: key ring of sealed signing secrets");
    this.keyRing.applyRemovalPolicy(RemovalPolicy.RETAIN);
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

/** Where signing secrets live: the beginning of their names, and the pattern of their ARNs. */
export function subscriptionSecrets(scope: Construct, stage: string): { prefix: string; arnPattern: string } {
  const prefix = `posthorn/${stage}/subscriptions/`;
  const arnPattern = Stack.of(scope).formatArn({
    service: "secretsmanager",
    resource: "secret",
    resourceName: `${prefix}*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { prefix, arnPattern };
}

/** Accounts to cdk-nag for the pattern. */
export function acknowledgeSecretPattern(scope: Construct, { prefix }: { prefix: string }): void {
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${prefix}*]`,
    reason: "Each subscription has a secret of its own, made at run time, its name below this stage's prefix.",
  });
}
