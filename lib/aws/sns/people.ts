import type { People } from "../../core/alerts/alert-routes.ts";
import type { WireConfig } from "../kit/aws-post.ts";
import { formWire } from "../kit/form-wire.ts";
import { patiently } from "../kit/patiently.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const VERSION = "2010-03-31";

/**
 * Sends messages to the subscribers of a topic, with the region, the credentials and the sockets of another service's
 * client. A function that only publishes needs no client of the SDK for SNS.
 *
 * @param endpoint another server than AWS
 */
export function snsPeople({ config }: { config: WireConfig }, TopicArn: string, endpoint?: string): People {
  const { region, host } = placeOf(TopicArn);
  const call = formWire(config, { name: "sns", version: VERSION, url: new URL(endpoint ?? `https://${host}`), region });

  return {
    async sendMessage({ subject, text }) {
      const publish = patiently<string>(async () => {
        await call("Publish", { TopicArn, Subject: subject, Message: text });
        return [];
      });
      await orFault("sending a message to the operator failed", () => retryLeftovers([subject], publish));
    },
  };
}

/** Only a topic's own region takes messages for it. China's regions have another domain. */
function placeOf(topicArn: string): { region: string; host: string } {
  const [, partition, , region = ""] = topicArn.split(":");
  return { region, host: `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}` };
}
