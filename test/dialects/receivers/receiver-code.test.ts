import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtInNames } from "../../../lib/dialects/built-in-definitions.ts";
import {
  RECEIVER_LANGUAGES,
  type ReceiverLanguage,
  receiverCode,
} from "../../../lib/dialects/receivers/receiver-code.ts";
import { receiverScheme } from "../../../lib/dialects/receivers/receiver-scheme.ts";
import { temporaryFolder, useTemporaryFolder } from "../../local/support/temporary-folder.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";
import { type TestedDialect, testedDialects } from "./receiver-dialects.ts";
import { RUNS, type RunningReceiver, runReceiver } from "./running-receiver.ts";

const START_MS = 120_000;

const event = sampleEvent({ id: "evt_01JJYB4S4T0W8E3T8Q2V5Z6N7P", data: '{"amount":4.20,"text":"é😀\\u0000"}' });

const languages = RECEIVER_LANGUAGES.filter((language) => RUNS[language]);

it("the built-in dialects are all tested, in JavaScript at least", () => {
  expect(testedDialects.map(({ name }) => name)).toEqual(expect.arrayContaining(builtInNames));
  expect(languages).toContain("javascript");
});

describe.each(languages)("a receiver in %s", (language) => {
  describe.each(dialectsFor(language))("for the dialect $name", (dialect) => {
    const { sender, known, name } = dialect;
    const [current, previous, other] = [sender.generateSecret(), sender.generateSecret(), sender.generateSecret()];
    const folder = useTemporaryFolder();
    let receiver: RunningReceiver;

    beforeAll(async () => {
      receiver = await runReceiver(
        folder,
        language,
        receiverCode(language, name, known),
        settings(dialect, current, previous),
      );
    }, START_MS);
    afterAll(() => receiver?.stop());

    const post = (secrets: string[], agoSeconds = 0) => {
      const nowMs = Date.now() - agoSeconds * 1000;
      return sender.render({ event, subscription: subscriptionOf(), deliveryId: "dlv_1", secrets, nowMs });
    };
    const sent = ({ headers, body }: ReturnType<typeof post>) => receiver.post(headers, body);

    it("takes what Posthorn sends, with the current or the previous secret", async () => {
      expect(await sent(post([current]))).toBe(204);
      expect(await sent(post([previous]))).toBe(204);
    });

    it("takes one of several signatures, if the dialect sends several", async () => {
      expect(await sent(post([other, current]))).toBe(sender.signatureList ? 204 : 400);
    });

    it("refuses another secret, and no signature", async () => {
      expect(await sent(post([other]))).toBe(400);
      const { headers, body } = post([current]);
      const { [known.signatureHeader]: _signature, ...unsigned } = headers;
      expect(await receiver.post(unsigned, body)).toBe(400);
      expect(await receiver.post({ ...unsigned, [known.signatureHeader]: "é%00\\" }, body)).toBe(400);
    });

    const { timestamp, idHeader, signed } = receiverScheme(known);

    it.runIf(signed.length > 0)("refuses a body that somebody changed", async () => {
      const { headers, body } = post([current]);
      expect(await receiver.post(headers, Buffer.concat([body, Buffer.from(" ")]))).toBe(400);
      const changed = Buffer.from(body.toString("latin1").replace("4.20", "4.2"), "latin1");
      expect(await receiver.post(headers, changed)).toBe(changed.equals(body) ? 204 : 400);
    });

    it.runIf(timestamp)(
      "refuses an old timestamp, one from the future, and one that isn't the signed one",
      async () => {
        expect(await sent(post([current], 200))).toBe(204);
        expect(await sent(post([current], 400))).toBe(400);
        expect(await sent(post([current], -400))).toBe(400);
        if (timestamp && "header" in timestamp) {
          const { headers, body } = post([current]);
          const later = String(Number(headers[timestamp.header]) + 1);
          expect(await receiver.post({ ...headers, [timestamp.header]: later }, body)).toBe(400);
        }
      },
    );

    it.runIf(idHeader)("refuses an id that isn't the signed one", async () => {
      const { headers, body } = post([current]);
      expect(await receiver.post({ ...headers, [idHeader ?? ""]: "evt_2" }, body)).toBe(400);
    });
  });
});

describe("the code", () => {
  it.each(RECEIVER_LANGUAGES)("in %s is short, and has no line that is far too long", (language) => {
    for (const { name, known } of testedDialects.filter(({ name }) => name !== "quotes")) {
      const lines = receiverCode(language, name, known).split("\n");
      expect(lines.length, name).toBeLessThan(110);
      for (const line of lines) expect(line.length, line).toBeLessThan(150);
    }
  });

  it("won't start without a secret", async () => {
    const code = receiverCode("javascript", "standard", testedDialects[0]?.known ?? expect.fail());
    await expect(runReceiver(temporaryFolder(), "javascript", code, {})).rejects.toThrow("Set WEBHOOK_SECRET");
    await expect(runReceiver(temporaryFolder(), "javascript", code, { WEBHOOK_SECRET: "whsec_" })).rejects.toThrow(
      "must be base64",
    );
  });
});

/** What a receiver has in its environment. Receivers of ed25519 signatures have public keys. */
function settings({ sender }: TestedDialect, current: string, previous: string): Record<string, string> {
  const { publicKeyOf } = sender;
  if (!publicKeyOf) return { WEBHOOK_SECRET: current, WEBHOOK_SECRET_PREVIOUS: previous };
  return { WEBHOOK_PUBLIC_KEY: publicKeyOf(current), WEBHOOK_PUBLIC_KEY_PREVIOUS: publicKeyOf(previous) };
}

/**
 * Building a program in Go takes seconds. A few dialects have all that Go's code can have in it; `ALL_RECEIVERS=1` builds
 * the receivers of all.
 */
function dialectsFor(language: ReceiverLanguage): TestedDialect[] {
  const few = ["standard", "outtake", "quotes", "keys"];
  const isFew = language === "go" && process.env.ALL_RECEIVERS === undefined;
  return testedDialects.filter(({ name }) => !isFew || few.includes(name));
}
