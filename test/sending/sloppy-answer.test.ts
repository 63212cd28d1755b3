import { describe, expect, it, test, vi } from "vitest";
import * as hostile from "../support/receivers/hostile.ts";
import { disposed, post, testSender } from "../support/receivers/sending.ts";

const OK = "HTTP/1.1 200 OK\r\n";

describe("a sloppy answer that curl and browsers accept counts by its status", () => {
  test.each<[string, number, string, string]>([
    ["line ends without CR", 200, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ok"],
    ["line ends without CR, and no headers", 204, "HTTP/1.1 204 No Content\n\n", ""],
    ["one line end without CR", 200, `${OK}X-A: 1\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a status line without CR", 200, "HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok", "ok"],
    ["an empty line without CR", 200, `${OK}Content-Length: 2\r\n\nok`, "ok"],
    ["a folded header", 200, `${OK}X-A: 1\r\n  2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a header folded by a tab", 200, `${OK}X-A: 1\r\n\t2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a folded length", 200, `${OK}Content-Length:\r\n 2\r\n\r\nok`, "ok"],
    ["one length twice", 200, `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["one length twice in a list", 200, `${OK}Content-Length: 2, 2\r\n\r\nok`, "ok"],
    ["a blank before the colon", 200, `${OK}Content-Length : 2\r\n\r\nok`, "ok"],
    ["a tab before the colon", 200, `${OK}X-A\t: 2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a blank before the first header", 200, `${OK} X-A: 2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a blank in a header's name", 200, `${OK}X A: 2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a letter outside ASCII in a header's name", 200, `${OK}X-\u00c9: 2\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a control character in a value", 200, `${OK}X-A: \u0001\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a line without a colon", 200, `${OK}nonsense\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["a header without a name", 200, `${OK}: nonsense\r\nContent-Length: 2\r\n\r\nok`, "ok"],
    ["two blanks before the status", 200, "HTTP/1.1  200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"],
    ["a higher minor version", 200, "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"],
    ["a version in lower case", 200, "http/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"],
    ["another success", 202, "HTTP/1.1 202 Accepted\nContent-Length: 0\n\n", ""],
    ["an interim answer before it", 200, `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length : 2\r\n\r\nok`, "ok"],
    ["a sloppy interim answer before it", 200, `HTTP/1.1 100 Continue\n\n${OK}Content-Length: 2\r\n\r\nok`, "ok"],
    ["a redirect", 302, "HTTP/1.1 302 Found\nLocation: /x\n\n", ""],
    ["a rejection", 410, `HTTP/1.1 410 Gone\r\nX : y\r\n\r\ngone`, "gone"],
    ["an error", 500, "HTTP/1.1 500 Oops\nX-A: 1\n\nsorry", "sorry"],
  ])("%s", async (_name, status, answer, excerpt) => {
    const receiver = disposed(await hostile.startHostile(hostile.answerInPackets(Buffer.from(answer, "latin1"))));
    const result = await post(testSender(), receiver.url);
    expect(result).toMatchObject({ status, excerpt });
    expect(result.failure).toBeUndefined();
    expect(result.timings.firstByte).toBeDefined();
  });

  it.each([
    ["after the status line", [OK, "Content-Length : 2\r\n\r\nok"]],
    ["in the status line", ["HTTP/1", ".1 200 O", "K\nContent-Length: 2\n\nok"]],
    ["in a header", [`${OK}Content-Len`, "gth : 2\r\n\r\nok"]],
    ["between two lengths", [`${OK}Content-Length: 2\r\n`, "Content-Length: 2\r\n\r\nok"]],
    ["after an interim answer", ["HTTP/1.1 100 Continue\r\n\r\n", OK, "Content-Length : 2\r\n\r\nok"]],
  ])("when it comes in several packets: %s", async (_name, packets) => {
    const receiver = disposed(await hostile.startHostile(hostile.answerInPackets(...packets)));
    expect(await post(testSender(), receiver.url)).toMatchObject({ status: 200, excerpt: "ok" });
  });

  it("with its headers and Retry-After", async () => {
    const answer = "HTTP/1.1 503 Busy\nRetry-After: 120\nX-A : 1\n  2\nSet-Cookie: a=b\n\nbusy";
    const receiver = disposed(await hostile.startHostile(hostile.answerInPackets(answer)));
    expect(await post(testSender(), receiver.url)).toMatchObject({
      status: 503,
      retryAfter: "120",
      answerHeaders: { "retry-after": "120", "x-a": "1 2" },
      excerpt: "busy",
    });
  });

  it("with at most 1 KiB of a long body", async () => {
    const answer = `HTTP/1.1 200 OK\n\n${"a".repeat(40_000)}`;
    const receiver = disposed(await hostile.startHostile(hostile.answerInPackets(answer)));
    const result = await post(testSender(), receiver.url);
    expect(result).toMatchObject({ status: 200, excerpt: "a".repeat(1024) });
    expect(result.failure).toBeUndefined();
  });
});

describe("the connection of a sloppy answer", () => {
  it("is closed and never reused", async () => {
    let open = 0;
    const receiver = await hostile.startHostile((socket, nth) => {
      open++;
      socket.once("close", () => open--);
      hostile.answerInPackets("HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n")(socket, nth);
    });
    disposed(receiver);
    const sender = testSender();
    for (let n = 1; n <= 3; n++) {
      expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
      expect(receiver.connections()).toBe(n);
    }
    await vi.waitFor(() => expect(open).toBe(0));
  });

  it("is not replaced: a sloppy answer on a kept-alive connection is the answer", async () => {
    const receiver = await hostile.startHostile((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        socket.once("data", () => socket.write("HTTP/1.1 201 Created\n\n"));
      });
    });
    disposed(receiver);
    const sender = testSender();
    expect(await post(sender, receiver.url)).toMatchObject({ status: 200 });
    expect(await post(sender, receiver.url)).toMatchObject({ status: 201 });
    expect(receiver.connections()).toBe(1);
  });
});

describe("an answer with two meanings stays a protocol failure", () => {
  test.each([
    ["two lengths that differ", `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\nok`],
    ["two lengths that differ, sloppy besides", "HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length : 2\n\nok"],
    ["a list of lengths that differ", `${OK}Content-Length: 1, 2\r\n\r\nok`],
    ["a length that is no number", `${OK}Content-Length: two\r\n\r\nok`],
    ["a negative length", `${OK}Content-Length: -2\r\n\r\nok`],
    ["a length with a sign", `${OK}Content-Length: +2\r\n\r\nok`],
    ["a length with a blank in it", `${OK}Content-Length: 2 2\r\n\r\nok`],
    ["a length and chunks", `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ["chunks and a length", `${OK}Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n`],
    ["a length and hidden chunks", `${OK}Content-Length: 2\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n`],
    ["a NUL in a header", `${OK}X-A: \0\r\nContent-Length: 2\r\n\r\nok`],
    ["no status", "HTTP/1.1 OK\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"],
    ["another major version", "HTTP/3.0 200 OK\r\n\r\n"],
    ["another protocol", "SIP/2.0 200 OK\r\n\r\n"],
    ["line ends without LF", "HTTP/1.1 200 OK\rContent-Length: 0\r\r"],
    ["only a sloppy interim answer", "HTTP/1.1 103 Early Hints\n\n"],
    ["a sloppy 101", "HTTP/1.1 101 Switching Protocols\n\nHTTP/1.1 200 OK\r\n\r\n"],
  ])("%s", async (_name, answer) => {
    const receiver = disposed(await hostile.startHostile(hostile.answerInPackets(Buffer.from(answer, "latin1"))));
    const result = await post(testSender(), receiver.url);
    expect(result).toMatchObject({ failure: "protocol", excerpt: "" });
    expect(result.status).toBeUndefined();
  });
});
