/** A function as its template describes it. */
export interface FunctionSpec {
  name: string;
  arn: string;
  roleArn: string;
  /** Directory of the bundle. */
  codeDirectory: string;
  /** `<module>.<export>`. */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  /** Reserved concurrency: how many invocations may run at a time. */
  concurrency: number | undefined;
  /** Whether Lambda lets the function invoke itself through its messages. */
  recursiveLoop: "Allow" | "Terminate";
}
