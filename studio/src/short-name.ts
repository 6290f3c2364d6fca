/** The file's own name: a long path would be cut off before it. The whole path belongs into a tooltip beside it. */
export function shortName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
