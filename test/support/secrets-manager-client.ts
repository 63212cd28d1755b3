import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { ClientOverrides } from "../../lib/aws/clients.ts";

/** An operator's client. Posthorn itself makes its few calls without the SDK's client. */
export const secretsManagerClient = (overrides: ClientOverrides): SecretsManagerClient =>
  new SecretsManagerClient({ maxAttempts: 3, ...overrides });
