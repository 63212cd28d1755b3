import net, { type AddressInfo, type Socket } from "node:net";
import { Worker } from "node:worker_threads";

/** A TCP server that does to each connection whatever its behaviour is. */
export interface HostileReceiver {
  url: string;
  port: number;
  connections(): number;
  close(): Promise<void>;
}

/** What is done to the `nth` (from 1) connection. */
export type Behaviour = (socket: Socket, nth: number) => void;

export async function startHostile(behave: Behaviour): Promise<HostileReceiver> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
    behave(socket, ++connections);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Once a request's head has begun to arrive. */
const onRequest =
  (answer: (socket: Socket) => void): Behaviour =>
  (socket) => {
    socket.once("data", () => answer(socket));
    socket.resume();
  };

/** Writes the same bytes for ever, as fast as they are taken. */
function flood(socket: Socket, bytes: string | Buffer): void {
  const pour = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on("drain", pour);
  pour();
}

/** Writes the same bytes for ever, every few milliseconds. */
function drip(socket: Socket, bytes: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(bytes), everyMs);
  socket.once("close", () => clearInterval(timer));
}

const OK_HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n";

export const silent: Behaviour = onRequest(() => {});
export const resetOnAccept: Behaviour = (socket) => socket.resetAndDestroy();
export const resetAfterRequest: Behaviour = onRequest((socket) => socket.resetAndDestroy());
export const closeAfterRequest: Behaviour = onRequest((socket) => socket.end());

export const garbage: Behaviour = onRequest((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n\r\n"));

export const switchProtocols: Behaviour = onRequest((socket) =>
  socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"),
);

export const endlessBody: Behaviour = onRequest((socket) => {
  socket.write(`${OK_HEAD}\r\n`);
  flood(socket, Buffer.alloc(64 * 1024, "a"));
});

export const endlessHeaders: Behaviour = onRequest((socket) => {
  socket.write(OK_HEAD);
  flood(socket, `x-more: ${"a".repeat(1000)}\r\n`);
});

export const slowHeaders: Behaviour = onRequest((socket) => {
  socket.write(OK_HEAD);
  drip(socket, "x-more: a\r\n", 10);
});

const INTERIM = "HTTP/1.1 103 Early Hints\r\n\r\n";
export const endlessInterim: Behaviour = onRequest((socket) => flood(socket, INTERIM.repeat(1000)));
export const slowInterim: Behaviour = onRequest((socket) => drip(socket, INTERIM, 30));

/** Two interim answers, then the final one. */
export const interimFirst: Behaviour = onRequest((socket) =>
  socket.end(`HTTP/1.1 100 Continue\r\n\r\n${INTERIM}HTTP/1.1 204 No Content\r\n\r\n`),
);

export const slowBody: Behaviour = onRequest((socket) => {
  socket.write(`${OK_HEAD}\r\n`);
  drip(socket, "a", 10);
});

/** Promises a body and breaks off in it. */
export const brokenBody: Behaviour = onRequest((socket) => {
  socket.write(`${OK_HEAD}content-length: 1000\r\n\r\nhalf`, () => socket.resetAndDestroy());
});

export const badChunk: Behaviour = onRequest((socket) =>
  socket.end(`${OK_HEAD}transfer-encoding: chunked\r\n\r\nnot a length\r\n`),
);

/** Two contradicting lengths, as in request smuggling. */
export const twoLengths: Behaviour = onRequest((socket) =>
  socket.end(`${OK_HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\nab`),
);

/** Answers at once and never reads the rest of the request. */
export const answerUnread: Behaviour = (socket) => {
  socket.once("readable", () => socket.write("HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n"));
};

/** Keeps the connection alive after its answer, then closes it when the next request comes, unanswered. */
export const closeOnReuse: Behaviour = (socket) => {
  socket.once("data", () => {
    socket.write(`${OK_HEAD}content-length: 2\r\n\r\nok`);
    socket.once("data", () => socket.resetAndDestroy());
  });
};

/** Keeps the connection alive after its answer, reads the next request whole, works for a time and closes. */
export const closeAfterWork =
  (workMs: number, close: (socket: Socket) => void): Behaviour =>
  (socket) => {
    socket.once("data", () => {
      socket.write(`${OK_HEAD}content-length: 2\r\n\r\nok`);
      socket.once("data", () => setTimeout(() => close(socket), workMs));
    });
  };

/** Answers with these packets, one after the other, and keeps the connection alive. */
export const answerInPackets = (...packets: (string | Buffer)[]): Behaviour =>
  onRequest(async (socket) => {
    socket.setNoDelay(true);
    for (const packet of packets) {
      await new Promise((resolve) => socket.write(packet, resolve));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

/** Keeps the connection alive after its answer, and answers the next request with half a head. */
export const halfAnswerOnReuse: Behaviour = (socket) => {
  socket.once("data", () => {
    socket.write(`${OK_HEAD}content-length: 2\r\n\r\nok`);
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\n"));
  });
};

/**
 * A port whose connections are never made: its listener does not accept, and its queue is full, so that the
 * kernel drops every further SYN.
 */
export async function startUnconnectable(): Promise<HostileReceiver> {
  const { worker, port } = await startInWorker(NEVER_ACCEPTS);
  const fillers = [1, 2, 3, 4].map(() => net.connect(port, "127.0.0.1").on("error", () => {}));
  await Promise.all(fillers.slice(0, 2).map((filler) => new Promise((resolve) => filler.once("connect", resolve))));
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    connections: () => 0,
    close: async () => {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}

const NEVER_ACCEPTS = `
const { parentPort } = require("node:worker_threads");
const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
`;

/** A receiver in a thread of its own, which answers with the connection's number and resets it when it is reused. */
export async function startClosingElsewhere(): Promise<HostileReceiver> {
  const { worker, port } = await startInWorker(CLOSES_ON_REUSE);
  const close = async () => void (await worker.terminate());
  return { url: `http://127.0.0.1:${port}`, port, connections: () => Number.NaN, close };
}

const CLOSES_ON_REUSE = `
const { parentPort } = require("node:worker_threads");
let connections = 0;
const server = require("node:net").createServer((socket) => {
  const answer = "HTTP/1.1 200 OK\\r\\ncontent-length: 1\\r\\n\\r\\n" + ++connections;
  socket.once("data", () => {
    socket.write(answer);
    socket.once("data", () => socket.resetAndDestroy());
  });
}).listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

async function startInWorker(source: string): Promise<{ worker: Worker; port: number }> {
  const worker = new Worker(source, { eval: true });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return { worker, port };
}
