import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface DialogButtonProps {
  readonly label: string;
  readonly className?: string;
  /** What is in the dialog. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a dialog of the same name. */
export function DialogButton({ label, className, children }: DialogButtonProps) {
  return (
    <DialogTrigger>
      <Button {...(className !== undefined && { className })}>{label} …</Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog>
            {({ close }) => (
              <>
                <Heading slot="title">{label}</Heading>
                {children(close)}
                <div className="bar">
                  <Button slot="close">Cancel</Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
