/** Why the local AWS cannot run on this machine or in this folder, in one line that is fit to print. */
export class CannotStart extends Error {
  override name = "CannotStart";
}
