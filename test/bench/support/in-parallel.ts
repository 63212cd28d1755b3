/** Does something `times` times, `atOnce` at a time. */
export async function inParallel(times: number, atOnce: number, act: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const actNext = async (): Promise<void> => {
    while (next < times) await act(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, actNext));
}
