import { expect, it } from "vitest";
import { decodeKeyRingSlice, encodeKeyRingSlice } from "../../../lib/core/key-ring/key-ring-message.ts";

it("a slice of a key ring's job can be read back", () => {
  const slice = { jobId: "job_1", slice: 3 };
  expect(decodeKeyRingSlice(encodeKeyRingSlice(slice))).toEqual(slice);
});

it.each([
  "",
  "null",
  "[]",
  "1",
  '{"v":2,"jobId":"job_1","slice":3}',
  '{"jobId":"job_1","slice":3}',
  '{"v":1,"slice":3}',
  '{"v":1,"jobId":1,"slice":3}',
  '{"v":1,"jobId":"job_1"}',
  '{"v":1,"jobId":"job_1","slice":1.5}',
  '{"v":1,"jobId":"job_1","slice":"3"}',
])("%j is no slice", (body) => {
  expect(decodeKeyRingSlice(body)).toBeUndefined();
});
