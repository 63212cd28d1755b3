/** Limits of Lambda that the twin keeps. Tests make them small. */
export interface LambdaLimits {
  /**
   * How often a chain of messages may invoke the same function
   * (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
   */
  chainInvocations: number;
  /**
   * How many invocations of all functions may run at a time. A new account may have as few as 10
   * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
   */
  accountConcurrency: number;
}

/** The limits of an account as AWS documents them. */
export const LAMBDA_LIMITS: LambdaLimits = { chainInvocations: 16, accountConcurrency: 1_000 };
