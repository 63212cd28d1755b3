import type { Construct } from "constructs";
import { PosthornFunction, type SharedProps } from "./posthorn-function.ts";

/** Serves the description of the API from files beside its code. It has no grants and no variables. */
export class DocsFunction extends PosthornFunction<readonly []> {
  constructor(scope: Construct, id: string, shared: SharedProps) {
    super(scope, id, shared, {
      name: "docs",
      description: "Serves the OpenAPI document and its HTML page",
      memoryMb: 256,
      variables: [],
      environment: {},
      grants: [],
    });
  }
}
