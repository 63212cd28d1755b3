import { testCredentials } from "../../support/test-credentials.ts";

export interface SnsAnswer {
  status: number;
  /** XML. */
  body: string;
}

/** Calls SNS in its own protocol: requests are forms. By default, the operator calls. */
export async function callSns(
  endpoint: string,
  form: Record<string, string>,
  { accessKeyId } = testCredentials.credentials,
): Promise<SnsAnswer> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=none`;
  const body = new URLSearchParams({ Version: "2010-03-31", ...form });
  const answer = await fetch(endpoint, { method: "POST", headers: { authorization }, body });
  return { status: answer.status, body: await answer.text() };
}

/** The text of an element in an XML answer. */
export const textIn = (element: string, { body }: SnsAnswer): string | undefined =>
  new RegExp(`<${element}>([^<]*)</${element}>`).exec(body)?.[1];
