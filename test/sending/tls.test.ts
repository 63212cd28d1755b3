import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { CERTIFIED_HOST, type Certificate, testCa, tlsOf } from "../support/receivers/certificates.ts";
import { type Receiver, startReceiver } from "../support/receivers/receiver.ts";
import { disposed, lookupOf, post, testSender } from "../support/receivers/sending.ts";

const before = getCACertificates("default");
beforeAll(() => setDefaultCACertificates([...before, testCa()]));
afterAll(() => setDefaultCACertificates(before));

const lookup = lookupOf({ [CERTIFIED_HOST]: [["127.0.0.1"]] });
const receiverWith = async (certificate: Certificate) => disposed(await startReceiver({ tls: tlsOf(certificate) }));
const urlOf = ({ port }: Receiver): string => `https://${CERTIFIED_HOST}:${port}/`;

describe("a receiver's certificate", () => {
  it("is verified", async () => {
    const receiver = await receiverWith("valid");
    const result = await post(testSender({ lookup }), urlOf(receiver));
    expect(result).toMatchObject({ status: 200 });
    expect(Object.keys(result.timings)).toEqual(["dns", "connect", "tls", "firstByte", "total"]);
  });

  test.each<[Certificate, string]>([
    ["expired", "The certificate has expired."],
    ["wrong-host", "The certificate is for another host name."],
    ["self-signed", "The certificate is self-signed."],
  ])("that is %s is rejected before anything is sent", async (certificate, detail) => {
    const receiver = await receiverWith(certificate);
    const result = await post(testSender({ lookup }), urlOf(receiver));
    expect(result).toMatchObject({ failure: "tls", detail });
    expect(receiver.requests).toEqual([]);
  });

  it("that is for a name is not valid for its address", async () => {
    const receiver = await receiverWith("valid");
    const result = await post(testSender({ lookup }), `https://127.0.0.1:${receiver.port}/`);
    expect(result).toMatchObject({ failure: "tls" });
  });

  it("is not checked if verification is off, and that connection serves no verified request", async () => {
    const receiver = await receiverWith("self-signed");
    const sender = testSender({ lookup });
    expect(await post(sender, urlOf(receiver), { verifyTls: false })).toMatchObject({ status: 200 });
    expect(await post(sender, urlOf(receiver))).toMatchObject({ failure: "tls" });
    expect(await post(sender, urlOf(receiver), { verifyTls: false })).toMatchObject({ status: 200 });
    expect(receiver.requests).toHaveLength(2);
  });

  it("is required: plain HTTP on an HTTPS port fails", async () => {
    const receiver = disposed(await startReceiver());
    const result = await post(testSender({ lookup }), urlOf(receiver));
    expect(result).toMatchObject({ failure: "tls", detail: "The host does not speak TLS on this port." });
  });
});
