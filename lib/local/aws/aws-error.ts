/** An error answer of an AWS service, in the shape that the SDKs parse. */
export class AwsError extends Error {
  override name = "AwsError";
  /** The error's type, such as `ResourceNotFoundException`. SDKs show it as the error's name. */
  readonly type: string;
  readonly status: number;
  /** SQS only: the error's code in the older query protocol. The AWS CLI still shows it. */
  readonly queryCode: string | undefined;

  constructor(type: string, message: string, status = 400, queryCode?: string) {
    super(message);
    this.type = type;
    this.status = status;
    this.queryCode = queryCode;
  }
}
