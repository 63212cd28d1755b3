/** Answers what the parent process asks, until it is gone. An error ends this process, and is seen there. */
export function answering<Question, Answer extends object>(answer: (question: Question) => Promise<Answer>): void {
  process.on("message", async (question) => {
    process.send?.(await answer(question as Question));
  });
  process.once("disconnect", () => process.exit(0));
}

/** Milliseconds of CPU time, of all threads of this process, that some work takes. */
export async function cpuMsOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
