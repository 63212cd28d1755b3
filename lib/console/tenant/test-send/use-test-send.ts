import { useMutation } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useTenant } from "../tenant-context.ts";

/** A test and what came of it. */
export type SentTest = components["schemas"]["TestDelivery"];

interface TestToSend {
  /** Empty: the API chooses one that the endpoint gets. */
  type?: string;
  /** JSON text, which is sent as it is. Empty: the example of the type. */
  data?: string;
  /** Signs in place of the endpoint's own secret. */
  secret?: string | undefined;
}

/** Sends a test to an endpoint. It answers when the receiver has answered. */
export function useTestSend(id: string) {
  const { api } = useTenant();
  return useMutation({
    mutationFn: (test: TestToSend) => {
      const params = { path: { id } };
      const bodySerializer = () => testBody(test);
      return answered(api.POST("/api/v1/subscriptions/{id}/test", { params, body: {}, bodySerializer }));
    },
  });
}

/** Parsing the data would change numbers that a double can't hold. */
function testBody({ type, data, secret }: TestToSend): string {
  const members = Object.entries({ type, secret }).filter(([, value]) => value);
  const texts = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${[...texts, ...(data ? [`"data":${data}`] : [])].join(",")}}`;
}
