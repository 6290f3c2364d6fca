/** Holds back whoever comes while it is closed. */
export class Gate {
  private opened: Promise<void> | undefined;
  private letIn: () => void = () => undefined;

  close(): void {
    this.opened ??= new Promise((resolve) => (this.letIn = resolve));
  }

  open(): void {
    this.opened = undefined;
    this.letIn();
  }

  /** Resolves when it is open. */
  pass(): Promise<void> {
    return this.opened ?? Promise.resolve();
  }
}
