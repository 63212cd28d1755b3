import type { Construct } from "constructs";
import { consoleEnv } from "../../../contract/env.ts";
import { PosthornFunction, type SharedProps } from "./posthorn-function.ts";

/** Serves the portal and the console, from files beside its code. It has no grants. */
export class ConsoleFunction extends PosthornFunction<typeof consoleEnv> {
  constructor(scope: Construct, id: string, shared: SharedProps) {
    super(scope, id, shared, {
      name: "console",
      description: "Serves the pages of the portal and the console",
      memoryMb: 256,
      variables: consoleEnv,
      environment: { PORTAL_ORIGINS: shared.options.portalOrigins.join(",") },
      grants: [],
    });
  }
}
