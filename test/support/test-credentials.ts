/** The region and credentials of clients of local servers. */
export const testCredentials = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIATEST", secretAccessKey: "test" },
};
