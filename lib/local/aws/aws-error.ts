/** An error answer of an AWS service, in the shape that the SDKs parse. */
export class AwsError extends Error {
  override name = "AwsError";
  /** What the SDKs show as the error's name, such as `ResourceNotFoundException`. */
  readonly type: string;
  readonly status: number;
  /** SQS alone: the code that the error had in its former query protocol, which the AWS CLI still shows. */
  readonly queryCode: string | undefined;

  constructor(type: string, message: string, status = 400, queryCode?: string) {
    super(message);
    this.type = type;
    this.status = status;
    this.queryCode = queryCode;
  }
}
