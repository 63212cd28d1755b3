/** What clients of local servers sign with. */
export const testCredentials = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIATEST", secretAccessKey: "test" },
};
