/** The folder of images in the layouts that most tools share: `images/train/a.jpg`. */
const IMAGE_FOLDER = { image: /^images?$/i, usual: ['images'] } as const;

/** Puts another folder in place of the folder of images. */
export function besideImages(labels: string) {
  return { ...IMAGE_FOLDER, labels };
}
