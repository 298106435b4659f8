/** A file that is no saved run: the message names what was expected and found. */
export class BundleError extends Error {
  override readonly name = 'BundleError';
}
