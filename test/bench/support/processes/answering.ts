/** Answers the parent process's questions until it disconnects. An error ends this process, which the parent sees. */
export function answering<Question, Answer extends object>(answer: (question: Question) => Promise<Answer>): void {
  process.on("message", async (question) => {
    process.send?.(await answer(question as Question));
  });
  process.once("disconnect", () => process.exit(0));
}

/** The CPU time that some work takes, in milliseconds, over all threads of this process. */
export async function cpuMsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
