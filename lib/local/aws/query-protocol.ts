import type { IncomingHttpHeaders } from "node:http";
import { AwsError } from "./aws-error.ts";
import type { AwsAnswer } from "./backend.ts";

/** SNS speaks AWS's query protocol: requests are forms, and answers are XML. All other services here speak JSON. */
export const isQuery = (headers: IncomingHttpHeaders): boolean =>
  String(headers["content-type"]).startsWith("application/x-www-form-urlencoded");

/** Reads the operation and its parameters. The parameters of lists and maps keep their numbered names. */
export function readQuery(body: string): { operation: string; input: Record<string, unknown> } {
  const { Action, Version: _version, ...input } = Object.fromEntries(new URLSearchParams(body));
  if (Action) return { operation: Action, input };
  throw new AwsError("MissingAction", "The request must contain the parameter Action.");
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Examples */
export function queryAnswer(operation: string, { body, ...answer }: AwsAnswer, requestId: string): AwsAnswer {
  const output = Object.entries(JSON.parse(body) as Record<string, unknown>).map(([name, value]) =>
    element(name, value),
  );
  const metadata = `<ResponseMetadata>${element("RequestId", requestId)}</ResponseMetadata>`;
  const result = `<${operation}Result>${output.join("")}</${operation}Result>`;
  return { ...answer, body: `<${operation}Response>${result}${metadata}</${operation}Response>` };
}

/** https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html */
export function queryError({ status, body, ...answer }: AwsAnswer, requestId: string): AwsAnswer {
  const { __type, message } = JSON.parse(body) as { __type: string; message: string };
  const denied = __type === "AccessDeniedException";
  const type = element("Type", status < 500 ? "Sender" : "Receiver");
  const error = `${type}${element("Code", denied ? "AuthorizationError" : __type)}${element("Message", message)}`;
  const text = `<ErrorResponse><Error>${error}</Error>${element("RequestId", requestId)}</ErrorResponse>`;
  return { ...answer, status: denied ? 403 : status, body: text };
}

const element = (name: string, value: unknown): string => `<${name}>${escaped(String(value))}</${name}>`;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
