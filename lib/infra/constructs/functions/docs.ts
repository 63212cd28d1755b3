import type { Construct } from "constructs";
import type { Options } from "../../options.ts";
import { requestTimeoutSeconds } from "../../timing.ts";
import { PosthornFunction } from "./posthorn-function.ts";

interface DocsFunctionProps {
  bundle: string;
  options: Options;
}

/** Serves the description of the API, which stands beside its code: it may do nothing, and knows nothing. */
export class DocsFunction extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options }: DocsFunctionProps) {
    super(scope, id, {
      name: "docs",
      description: "The OpenAPI document, and a page of it",
      bundle,
      options,
      memoryMb: 256,
      timeoutSeconds: requestTimeoutSeconds,
      environment: {},
      grants: [],
    });
  }
}
