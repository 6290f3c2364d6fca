import { usePicture } from './hooks.js';

interface VariantPictureProps {
  /** Below the address of the server. */
  readonly path: string;
  readonly name: string;
}

export function VariantPicture({ path, name }: VariantPictureProps) {
  const { value, error } = usePicture(path);
  if (error !== undefined) return <span className="trouble">{error}</span>;
  return (
    <span className="picture">{value !== undefined && <img src={value} alt={name} draggable={false} />}</span>
  );
}
