import type { ListedImage } from '../../src/studio/protocol.js';
import { useAsked } from './hooks.js';
import './image-facts.css';

/** The class of the folder that an image lies in, where folders are classes. */
export function ClassBadge({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <span className="badge" title={`class ${name}`}>
      {name}
    </span>
  );
}

/** The same for an image of which only the key is known. */
export function ClassOfImage({ image }: { image: string | undefined }) {
  const query = new URLSearchParams({ key: image ?? '' });
  const asked = useAsked<ListedImage>(image === undefined ? undefined : `/image?${query}`);
  return <ClassBadge name={asked.isWaiting ? undefined : asked.value?.class} />;
}
