import { answerTo, awsPost, type WireConfig } from "./aws-post.ts";
import { requestSigner } from "./signature.ts";

/** How a service of the query protocol is called: its name in signatures, its API's version, and its endpoint. */
export interface FormService {
  name: string;
  version: string;
  url: URL;
  region: string;
}

/**
 * Makes calls in AWS's query protocol (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html), whose requests are
 * forms and whose answers are XML. Resolves with nothing, because a call that only sends something needs no answer.
 * Rejects with the exception that the service names, or with the connection's error.
 */
export function formWire(config: WireConfig, { name, version, url, region }: FormService) {
  const target = { url, sign: requestSigner(name, region) };
  const headers = { "content-type": "application/x-www-form-urlencoded" };

  return async function call(Action: string, parameters: Record<string, string>): Promise<void> {
    const form = new URLSearchParams({ Action, Version: version, ...parameters }).toString();
    const { status, text } = await answerTo(config, awsPost(target, headers, form, await config.credentials()));
    if (status !== 200) throw failureIn(status, text);
  };
}

/** Turns an error answer into an error like the SDK's. A proxy on the way may answer without a code. */
const failureIn = (status: number, answer: string): Error =>
  Object.assign(new Error(textIn("Message", answer) ?? answer), {
    name: textIn("Code", answer) ?? `HTTP ${status}`,
    $metadata: { httpStatusCode: status },
  });

const textIn = (element: string, xml: string): string | undefined =>
  new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
