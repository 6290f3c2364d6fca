import { Button } from 'react-aria-components';
import type { ButtonProps } from 'react-aria-components';

interface SteadyButtonProps extends Omit<ButtonProps, 'isDisabled'> {
  /** Whether there is nothing for it to do now. */
  readonly isIdle: boolean;
}

/** A button that has the focus also when it has nothing left to do: one that is disabled would lose it. */
export function SteadyButton({ isIdle, onPress, ...props }: SteadyButtonProps) {
  return (
    <Button
      {...props}
      aria-disabled={isIdle}
      onPress={(event) => {
        if (!isIdle) onPress?.(event);
      }}
    />
  );
}
