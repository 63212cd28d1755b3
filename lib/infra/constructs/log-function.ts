import type { Construct } from "constructs";
import type { Env, logEnv } from "../../contract/env.ts";
import type { Options } from "../options.ts";
import { requestTimeoutSeconds } from "../timing.ts";
import { allow, PosthornFunction } from "./function.ts";
import type { DataTable } from "./table.ts";

interface LogFunctionProps {
  bundle: string;
  options: Options;
  data: DataTable;
}

/** Answers the routes about what happened to events. */
export class LogFunction extends PosthornFunction {
  constructor(scope: Construct, id: string, { bundle, options, data }: LogFunctionProps) {
    const { tableArn, tableName } = data.table;
    const environment: Env<typeof logEnv> = {
      TABLE_NAME: tableName,
      RETENTION_DAYS: String(options.retentionDays),
    };
    super(scope, id, {
      name: "log",
      description: "What became of events, and its repair",
      bundle,
      options,
      memoryMb: 512,
      timeoutSeconds: requestTimeoutSeconds,
      environment,
      grants: [
        allow(["dynamodb:BatchGetItem", "dynamodb:GetItem"], tableArn),
        allow(["dynamodb:Query"], tableArn, data.logIndexArn),
      ],
    });
  }
}
