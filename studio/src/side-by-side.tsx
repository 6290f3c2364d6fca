import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { Finding } from '../../src/inspection/report.js';
import type { FindingImages, ListedImage } from '../../src/studio/protocol.js';
import { useAsked, usePicture } from './hooks.js';
import { ClassBadge } from './image-facts.js';
import './side-by-side.css';

/** Side of the square that a picture fits, in pixels of the image. */
const SIDE = 768;

interface SideBySideProps {
  readonly finding: Finding;
  readonly onOpen: (key: string) => void;
}

/** A button that shows the images of a finding in pairs: the first beside each of the others. */
export function SideBySide({ finding, onOpen }: SideBySideProps) {
  return (
    <DialogTrigger>
      <Button>Compare side by side …</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog>
            {({ close }) => (
              <>
                <Heading slot="title">{finding.detail}</Heading>
                <Pairs
                  finding={finding}
                  onOpen={(key) => {
                    close();
                    onOpen(key);
                  }}
                />
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}

function Pairs({ finding: { kind, images: named }, onOpen }: SideBySideProps) {
  const [at, setAt] = useState(1);
  const query = new URLSearchParams({ kind, with: named[0] ?? '' });
  const { value, error } = useAsked<FindingImages>(`/inspection/finding?${query}`);
  const [first, ...others] = value?.images ?? [];
  const other = others[at - 1];
  return (
    <>
      <div className="pair">
        {first !== undefined && <Half key={first} image={first} onOpen={onOpen} />}
        {other !== undefined && <Half key={other} image={other} onOpen={onOpen} />}
      </div>
      {error !== undefined && (
        <p className="trouble" role="alert">
          {error}
        </p>
      )}
      <div className="bar">
        <Button
          isDisabled={at <= 1}
          onPress={() => {
            setAt(at - 1);
          }}
        >
          Previous
        </Button>
        <Button
          isDisabled={at >= others.length}
          onPress={() => {
            setAt(at + 1);
          }}
        >
          Next
        </Button>
        <p className="count" role="status">
          {others.length > 0 &&
            `the first of them beside number ${at + 1} of ${(others.length + 1).toLocaleString('en')}`}
        </p>
        <Button slot="close">Close</Button>
      </div>
    </>
  );
}

function Half({ image, onOpen }: { image: string; onOpen: (key: string) => void }) {
  const query = new URLSearchParams({ key: image });
  const picture = usePicture(`/thumbnail?${query}&side=${SIDE}`);
  const facts = useAsked<ListedImage>(`/image?${query}`).value;
  return (
    <figure>
      <span className="picture">
        {picture.value !== undefined && (
          <img src={picture.value} alt={`The image ${image}`} draggable={false} />
        )}
        {picture.error !== undefined && <span className="trouble">{picture.error}</span>}
      </span>
      <figcaption>
        <bdi>{image}</bdi> <span className="facts">{facts?.split ?? facts?.format}</span>{' '}
        <ClassBadge name={facts?.class} />
      </figcaption>
      <Button
        aria-label={`Open ${image} beside the recipe`}
        onPress={() => {
          onOpen(image);
        }}
      >
        Open
      </Button>
    </figure>
  );
}
