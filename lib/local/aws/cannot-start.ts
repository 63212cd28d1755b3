/** The reason why the twin cannot run on this machine or in this folder. The message is one line, ready to print. */
export class CannotStart extends Error {
  override name = "CannotStart";
}
