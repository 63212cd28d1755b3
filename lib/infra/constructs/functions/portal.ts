import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { portalEnv } from "../../../contract/env.ts";
import { allow, PosthornFunction, type SharedProps } from "./posthorn-function.ts";

interface PortalFunctionProps extends SharedProps {
  adminKey: ISecret;
  /** The URL under which customers reach the portal, without a trailing slash. */
  apiUrl: string;
}

/** Serves the routes that start, renew and end sessions of the portal, and that say how it looks. */
export class PortalFunction extends PosthornFunction<typeof portalEnv> {
  constructor(scope: Construct, id: string, { adminKey, apiUrl, ...shared }: PortalFunctionProps) {
    const { tableArn } = shared.data.table;
    super(scope, id, shared, {
      name: "portal",
      description: "Serves the routes of the portal: its sessions, and how it looks",
      variables: portalEnv,
      environment: {
        PORTAL_ORIGINS: shared.options.portalOrigins.join(","),
        API_URL: apiUrl,
        ADMIN_KEY_SECRET_ID: adminKey.secretArn,
      },
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        // Creates and renews sessions, stores brandings, and counts a tenant's requests.
        allow(["dynamodb:PutItem", "dynamodb:UpdateItem"], tableArn),
        // Deletes a logo that another one replaces.
        allow(["dynamodb:DeleteItem"], tableArn),
        // Finds and ends sessions.
        allow(["dynamodb:Query", "dynamodb:BatchWriteItem"], tableArn),
        allow(["secretsmanager:GetSecretValue"], adminKey.secretArn),
      ],
    });
  }
}
