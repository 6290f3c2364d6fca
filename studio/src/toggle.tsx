import { SwitchButton, SwitchField } from 'react-aria-components';

interface ToggleProps {
  /** Its name; it is not written beside it. */
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function Toggle({ label, value, onChange }: ToggleProps) {
  return (
    <SwitchField isSelected={value} onChange={onChange}>
      <SwitchButton className="switch">
        <span className="track" aria-hidden="true" />
        <span className="unseen">{label}</span>
      </SwitchButton>
    </SwitchField>
  );
}
