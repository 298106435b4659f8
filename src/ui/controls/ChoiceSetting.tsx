/** A choice of the configuration: a labelled pick list. */
import {
  Button,
  Header,
  Label,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  Select,
  SelectValue,
} from 'react-aria-components';
import type { ChoiceField } from '../../engine/runConfig';
import styles from './controls.module.css';

interface ChoiceSettingProps {
  readonly field: ChoiceField;
  readonly value: string;
  readonly isDisabled?: boolean;
  readonly onChange: (value: string) => void;
  /** A second group below the field's own choices. */
  readonly more?: { readonly title: string; readonly choices: ChoiceField['choices'] };
}

export function ChoiceSetting({ field, value, isDisabled = false, onChange, more }: ChoiceSettingProps) {
  return (
    <Select
      className={styles.choice ?? ''}
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => key !== null && onChange(String(key))}
    >
      <Label className={styles.settingLabel ?? ''}>
        <span title={field.help}>{field.label}</span>
      </Label>
      <Button className={styles.select ?? ''}>
        <SelectValue className={styles.selectValue ?? ''} />
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className={styles.popover ?? ''}>
        <ListBox className={styles.list ?? ''}>
          {field.choices.map(option)}
          {more && (
            <ListBoxSection>
              <Header className={styles.listHeader ?? ''}>{more.title}</Header>
              {more.choices.map(option)}
            </ListBoxSection>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}

const option = ({ value, label }: ChoiceField['choices'][number]) => (
  <ListBoxItem key={value} id={value} textValue={label} className={styles.option ?? ''}>
    {label}
  </ListBoxItem>
);
