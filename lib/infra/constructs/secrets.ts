import { ArnFormat, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

/** Where the signing secrets are. The API creates one for each subscription at run time. */
export interface SigningSecretsLocation {
  /** The secret whose value encrypts the values of sensitive headers, and `sealed` signing secrets. */
  keyRingArn: string;
  /** The prefix of their names in Secrets Manager. */
  prefix: string;
  /** Matches their ARNs in Secrets Manager. */
  arnPattern: string;
}

/** The secrets of the stack itself, and the location of the signing secrets. */
export class StackSecrets extends Construct {
  /** Authenticates the operator's calls to the API. */
  readonly adminKey: Secret;
  readonly signing: SigningSecretsLocation;

  constructor(scope: Construct, id: string, stage: string) {
    super(scope, id);
    this.adminKey = generated(this, "AdminKey", "Posthorn: the operator's key to its API", ADMIN_KEY_ROTATION);
    // The key ring exists with either storage of secrets, because it seals sensitive headers too. It outlives the stack,
    // because sealed values can't be read without it.
    const keyRing = generated(this, "KeyRing", "Posthorn: key ring of sealed signing secrets", KEY_RING_ROTATION);
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

/** Generates letters and digits only, which can be pasted into a header. 64 of them hold 380 random bits. */
function generated(scope: Construct, id: string, description: string, rotation: string): Secret {
  const secret = new Secret(scope, id, {
    description,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  Validations.of(secret).acknowledge({ id: "AwsSolutions-SMG4", reason: rotation });
  return secret;
}

const ADMIN_KEY_ROTATION =
  "The operator rotates it by putting a new value. A rotation schedule would lock out the users of the admin key.";

const KEY_RING_ROTATION =
  "The operator rotates it with `posthorn key-ring rotate`, which adds a key and keeps the earlier ones. A new value in " +
  "its place, as a rotation schedule would put, would make everything that is sealed under the key ring unreadable.";

/** Tells cdk-nag why a function's grants name a pattern of secrets. */
export function acknowledgeSecretPattern(scope: Construct, { prefix }: SigningSecretsLocation): void {
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${prefix}*]`,
    reason: "Each subscription has its own secret. It is created at run time, with this stage's prefix in its name.",
  });
}
